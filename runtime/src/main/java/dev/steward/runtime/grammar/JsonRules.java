package dev.steward.runtime.grammar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rules for JSON as models are let write it: on one line, with at most one space after a comma or a
 * colon. Nothing stands around the value; numbers have at most 15 digits before and 16 after the
 * point, and two in the exponent.
 */
final class JsonRules {

  /** Longest name of a member that no schema names. */
  private static final int LONGEST_NAME = 64;

  private static final String HEX = "0123456789abcdefABCDEF";

  private final Rules rules;
  private final Map<Integer, Rule> values = new HashMap<>();
  private final CodePoints plain =
      CodePoints.of(0x20, 0x10FFFF).and(CodePoints.all()).without(CodePoints.of("\"\\"));
  private final Rule space;

  JsonRules(Rules rules) {
    this.rules = rules;
    space = rules.maybe(rules.text(" "));
  }

  /**
   * A member of an object.
   *
   * @param need whether it must be there
   */
  record Member(String name, Rule value, Need need) {}

  /** Whether a member must be there. */
  enum Need {
    REQUIRED,
    OPTIONAL
  }

  Rule comma() {
    return rules.then(rules.text(","), space);
  }

  Rule colon() {
    return rules.then(rules.text(":"), space);
  }

  /** Any value nested at most so deep. */
  Rule any(int depth) {
    var known = values.get(depth);
    if (known != null) {
      return known;
    }
    var options = new ArrayList<Rule>();
    options.add(string(0, Rules.UNBOUNDED));
    options.add(number());
    options.add(truth());
    options.add(rules.text("null"));
    if (depth > 0) {
      options.add(array(any(depth - 1), 0, Rules.UNBOUNDED));
      options.add(anyObject(depth));
    }
    var any = rules.either(options);
    values.put(depth, any);
    return any;
  }

  /** Any object nested at most so deep, at least 1. */
  Rule anyObject(int depth) {
    return object(List.of(), Optional.of(any(depth - 1)));
  }

  Rule truth() {
    return rules.either(rules.text("true"), rules.text("false"));
  }

  /** A string of so many characters. */
  Rule string(int least, int most) {
    return quoted(rules.times(character(), least, most));
  }

  /** A string with such a content. */
  Rule quoted(Rule content) {
    return rules.inOrder(rules.text("\""), content, rules.text("\""));
  }

  /** Any character of a string, as it is or escaped. */
  Rule character() {
    var hex = rules.anyOf(HEX);
    // No half of a surrogate pair, which would be no character.
    var four =
        rules.either(
            rules.inOrder(rules.anyOf("0123456789abcefABCEF"), hex, hex, hex),
            rules.inOrder(rules.anyOf("dD"), rules.anyOf("01234567"), hex, hex));
    return rules.either(
        plain.rule(rules),
        rules.then(
            rules.text("\\"),
            rules.either(rules.anyOf("\"\\/bfnrt"), rules.then(rules.text("u"), four))));
  }

  /** A character of a set, escaped where it must be. */
  Rule character(CodePoints set) {
    var options = new ArrayList<Rule>();
    options.add(set.and(plain).rule(rules));
    for (int control = 0; control < 0x20; control++) {
      if (set.contains(control)) {
        options.add(rules.text(escape(control)));
      }
    }
    for (char escaped : new char[] {'"', '\\'}) {
      if (set.contains(escaped)) {
        options.add(rules.text("\\" + escaped));
      }
    }
    return rules.either(options);
  }

  private static String escape(int control) {
    return switch (control) {
      case '\b' -> "\\b";
      case '\t' -> "\\t";
      case '\n' -> "\\n";
      case '\f' -> "\\f";
      case '\r' -> "\\r";
      default -> "\\u%04x".formatted(control);
    };
  }

  Rule integer() {
    return rules.then(rules.maybe(rules.text("-")), whole());
  }

  private Rule whole() {
    return rules.either(rules.text("0"), rules.then(rules.between('1', '9'), digits(0, 14)));
  }

  private Rule digits(int least, int most) {
    return rules.times(rules.between('0', '9'), least, most);
  }

  Rule number() {
    return rules.inOrder(
        integer(),
        rules.maybe(rules.then(rules.text("."), digits(1, 16))),
        rules.maybe(
            rules.inOrder(rules.anyOf("eE"), rules.maybe(rules.anyOf("+-")), digits(1, 2))));
  }

  /** An array of so many elements. */
  Rule array(Rule element, int least, int most) {
    if (least > most) {
      return rules.nothing();
    }
    var more = rules.then(comma(), element);
    var some =
        most == 0
            ? rules.nothing()
            : rules.then(
                element,
                rules.times(
                    more,
                    Math.max(0, least - 1),
                    most == Rules.UNBOUNDED ? Rules.UNBOUNDED : most - 1));
    return rules.inOrder(rules.text("["), least == 0 ? rules.maybe(some) : some, rules.text("]"));
  }

  /**
   * An object with these members in this order.
   *
   * @param others what members of other names are, after them; empty for none
   */
  Rule object(List<Member> members, Optional<Rule> others) {
    var other = others.map(value -> other(members, value)).orElse(rules.nothing());
    // What may follow on a member, and what may stand first.
    var rest = rules.times(rules.then(comma(), other), 0, Rules.UNBOUNDED);
    var first = rules.maybe(rules.then(other, rest));
    for (int i = members.size() - 1; i >= 0; i--) {
      var member = members.get(i);
      var its = rules.inOrder(rules.text(quote(member.name)), colon(), member.value);
      var asFirst = rules.then(its, rest);
      var asNext = rules.inOrder(comma(), its, rest);
      switch (member.need) {
        case REQUIRED -> {
          first = asFirst;
          rest = asNext;
        }
        case OPTIONAL -> {
          first = rules.either(asFirst, first);
          rest = rules.either(asNext, rest);
        }
      }
    }
    return rules.inOrder(rules.text("{"), first, rules.text("}"));
  }

  private static String quote(String name) {
    return dev.steward.protocol.json.JsonText.text(json -> json.writeString(name));
  }

  private Rule other(List<Member> members, Rule value) {
    var names = members.stream().map(member -> member.name.codePoints().toArray()).toList();
    return rules.inOrder(rules.text("\""), nameBut(names, 0), colon(), value);
  }

  /** The rest of a name, and its end, that isn't the rest of one of these; all of it plain. */
  private Rule nameBut(List<int[]> names, int at) {
    var followed = new HashMap<Integer, List<int[]>>();
    boolean ends = false;
    for (var name : names) {
      if (name.length == at) {
        ends = true;
      } else {
        followed.computeIfAbsent(name[at], character -> new ArrayList<>()).add(name);
      }
    }
    var options = new ArrayList<Rule>();
    if (!ends) {
      options.add(rules.text("\""));
    }
    var free = plain;
    for (var each : followed.entrySet()) {
      var character = CodePoints.of(each.getKey(), each.getKey());
      free = free.without(character);
      options.add(rules.then(character.and(plain).rule(rules), nameBut(each.getValue(), at + 1)));
    }
    options.add(
        rules.inOrder(
            free.rule(rules), rules.times(plain.rule(rules), 0, LONGEST_NAME), rules.text("\"")));
    return rules.either(options);
  }
}
