package dev.steward.runtime.grammar;

import java.util.ArrayList;

/** Rules for the whole numbers between two, digit by digit. */
final class WholeNumbers {

  /** More digits than these aren't written. */
  static final long MOST = 999_999_999_999_999L;

  private final Rules rules;

  WholeNumbers(Rules rules) {
    this.rules = rules;
  }

  /** From {@code least} to {@code most}, both included and within {@link #MOST}. */
  Rule between(long least, long most) {
    var options = new ArrayList<Rule>();
    if (least < 0) {
      options.add(rules.then(rules.text("-"), positive(Math.max(1, -most), -least)));
    }
    options.add(positive(Math.max(0, least), most));
    return rules.either(options);
  }

  private Rule positive(long least, long most) {
    var options = new ArrayList<Rule>();
    for (long from = least; from <= most; ) {
      long shortest = Long.parseLong("9".repeat(Long.toString(from).length()));
      long to = Math.min(most, shortest);
      options.add(same(Long.toString(from), Long.toString(to)));
      from = to + 1;
    }
    return rules.either(options);
  }

  /** Numbers of the same length. */
  private Rule same(String least, String most) {
    if (least.isEmpty()) {
      return rules.done();
    }
    char low = least.charAt(0);
    char high = most.charAt(0);
    if (low == high) {
      return rules.then(rules.between(low, low), same(least.substring(1), most.substring(1)));
    }
    int rest = least.length() - 1;
    var options = new ArrayList<Rule>();
    options.add(rules.then(rules.between(low, low), same(least.substring(1), "9".repeat(rest))));
    options.add(rules.then(rules.between(high, high), same("0".repeat(rest), most.substring(1))));
    if (low + 1 < high) {
      options.add(
          rules.then(
              rules.between(low + 1, high - 1), rules.times(rules.between('0', '9'), rest, rest)));
    }
    return rules.either(options);
  }
}
