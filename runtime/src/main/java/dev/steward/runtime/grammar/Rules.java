package dev.steward.runtime.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** Makes rules, equal ones once, and says what may follow on a byte. Not for several threads. */
public final class Rules {

  /** As often as one likes. */
  public static final int UNBOUNDED = Integer.MAX_VALUE;

  private final Map<Object, Rule> known = new HashMap<>();
  private final Rule nothing;
  private final Rule done;
  private int count;
  private long work;

  /** None but those that there always are. */
  public Rules() {
    nothing = new Rule.Nothing(count++);
    done = new Rule.Done(count++);
  }

  private record ThenKey(int first, int rest) {}

  private record EitherKey(List<Integer> options) {}

  private record TimesKey(int rule, int least, int most) {}

  private record UntilKey(int matched, Marker marker, int after) {}

  /** How many were made. */
  int count() {
    return count;
  }

  /** How many derivatives were taken, those of parts too. */
  long work() {
    return work;
  }

  /** Lets go of those that were made: one that is made again may be another object. */
  void forget() {
    known.clear();
  }

  /** No text at all. */
  public Rule nothing() {
    return nothing;
  }

  /** The empty text. */
  public Rule done() {
    return done;
  }

  /** One byte of a set. */
  Rule oneOf(BitSet bytes) {
    return bytes.isEmpty() ? nothing : made(bytes, number -> new Rule.OneOf(number, bytes));
  }

  /** One byte between two, both included. */
  Rule between(int low, int high) {
    var bytes = new BitSet(256);
    bytes.set(low, high + 1);
    return oneOf(bytes);
  }

  /** One of these ASCII characters. */
  Rule anyOf(String characters) {
    var bytes = new BitSet(256);
    characters.chars().forEach(bytes::set);
    return oneOf(bytes);
  }

  /** A text as it stands. */
  public Rule text(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var rule = done;
    for (int i = bytes.length - 1; i >= 0; i--) {
      rule = then(between(bytes[i] & 0xFF, bytes[i] & 0xFF), rule);
    }
    return rule;
  }

  /** One after the other. */
  public Rule inOrder(Rule... parts) {
    var rule = done;
    for (int i = parts.length - 1; i >= 0; i--) {
      rule = then(parts[i], rule);
    }
    return rule;
  }

  /** One after the other. */
  public Rule then(Rule first, Rule rest) {
    if (first instanceof Rule.Nothing || rest instanceof Rule.Nothing) {
      return nothing;
    }
    var heads = new ArrayList<Rule>();
    var last = first;
    while (last instanceof Rule.Then(int _, boolean _, var head, var tail)) {
      heads.add(head);
      last = tail;
    }
    var rule = joined(last, rest);
    for (int i = heads.size() - 1; i >= 0; i--) {
      rule = joined(heads.get(i), rule);
    }
    return rule;
  }

  private Rule joined(Rule first, Rule rest) {
    if (first instanceof Rule.Done) {
      return rest;
    }
    if (rest instanceof Rule.Done) {
      return first;
    }
    return made(
        new ThenKey(first.number(), rest.number()),
        number -> new Rule.Then(number, first.mayEnd() && rest.mayEnd(), first, rest));
  }

  /** One of several. */
  public Rule either(Rule... options) {
    return either(List.of(options));
  }

  /** One of several. */
  public Rule either(Collection<Rule> options) {
    var sorted = new TreeMap<Integer, Rule>();
    for (var option : options) {
      if (option instanceof Rule.Either(int _, boolean _, var inner)) {
        inner.forEach(each -> sorted.put(each.number(), each));
      } else if (!(option instanceof Rule.Nothing)) {
        sorted.put(option.number(), option);
      }
    }
    if (sorted.isEmpty()) {
      return nothing;
    }
    if (sorted.size() == 1) {
      return sorted.firstEntry().getValue();
    }
    return made(
        new EitherKey(List.copyOf(sorted.keySet())),
        number ->
            new Rule.Either(
                number,
                sorted.values().stream().anyMatch(Rule::mayEnd),
                List.copyOf(sorted.values())));
  }

  /** Once, or not at all. */
  public Rule maybe(Rule rule) {
    return times(rule, 0, 1);
  }

  /** The same several times. */
  public Rule times(Rule rule, int least, int most) {
    if (least > most) {
      return nothing;
    }
    if (most == 0 || rule instanceof Rule.Done) {
      return done;
    }
    if (rule instanceof Rule.Nothing) {
      return least == 0 ? done : nothing;
    }
    if (least == 1 && most == 1) {
      return rule;
    }
    int needed = rule.mayEnd() ? 0 : least;
    return made(
        new TimesKey(rule.number(), needed, most),
        number -> new Rule.Times(number, needed == 0, rule, needed, most));
  }

  /** Any text; where a marker comes in it, {@code after} is what follows. */
  Rule until(Marker marker, Rule after) {
    return until(0, marker, after);
  }

  private Rule until(int matched, Marker marker, Rule after) {
    if (matched == marker.length()) {
      return after;
    }
    return made(
        new UntilKey(matched, marker, after.number()),
        number -> new Rule.Until(number, matched, marker, after));
  }

  /** What may follow once a byte was written; the rule's derivative. */
  Rule after(Rule rule, int next) {
    work++;
    return switch (rule) {
      case Rule.Nothing _, Rule.Done _ -> nothing;
      case Rule.OneOf(int _, var bytes) -> bytes.get(next) ? done : nothing;
      case Rule.Then(int _, boolean _, var first, var rest) -> {
        var begun = then(after(first, next), rest);
        yield first.mayEnd() ? either(begun, after(rest, next)) : begun;
      }
      case Rule.Either(int _, boolean _, var options) ->
          either(options.stream().map(option -> after(option, next)).toList());
      case Rule.Times(int _, boolean _, var repeated, int least, int most) ->
          then(
              after(repeated, next),
              times(repeated, Math.max(0, least - 1), most == UNBOUNDED ? UNBOUNDED : most - 1));
      case Rule.Until(int _, int matched, var marker, var after) ->
          until(marker.after(matched, next), marker, after);
    };
  }

  private Rule made(Object key, IntFunction<Rule> making) {
    var rule = known.get(key);
    if (rule == null) {
      rule = making.apply(count++);
      known.put(key, rule);
    }
    return rule;
  }
}
