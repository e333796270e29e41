package dev.steward.runtime.grammar;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.RefusedException;
import java.util.ArrayList;

/**
 * Reads the part of ECMAScript's regular expressions that is regular: characters, classes, groups,
 * alternatives and repetition; {@code ^} and {@code $} at the ends.
 */
final class PatternRules {

  private static final int MOST_TIMES = 200;
  private static final CodePoints DIGITS = CodePoints.of('0', '9');
  private static final CodePoints LETTERS =
      CodePoints.of('a', 'z').or(CodePoints.of('A', 'Z')).or(DIGITS).or(CodePoints.of("_"));
  private static final CodePoints SPACES = CodePoints.of(" \t\n\r\f\u000b\u00a0\u2028\u2029");

  private final Rules rules;
  private final JsonRules json;
  private final String field;
  private final int[] pattern;
  private int at;
  private int open;

  private PatternRules(Rules rules, JsonRules json, String field, String pattern) {
    this.rules = rules;
    this.json = json;
    this.field = field;
    this.pattern = pattern.codePoints().toArray();
  }

  /** The content of a JSON string that a pattern is found in. */
  static Rule content(Rules rules, JsonRules json, String field, String pattern)
      throws RefusedException {
    var reading = new PatternRules(rules, json, field, pattern);
    var options = new ArrayList<Rule>();
    do {
      options.add(reading.alternative());
    } while (reading.taken('|'));
    if (reading.at < reading.pattern.length) {
      throw reading.refused("a ) that closes nothing");
    }
    return rules.either(options);
  }

  /** One of the outermost alternatives, which says whether it is the whole text. */
  private Rule alternative() throws RefusedException {
    var anything = rules.times(json.character(CodePoints.all()), 0, Rules.UNBOUNDED);
    var before = taken('^') ? rules.done() : anything;
    var inner = sequence();
    var after = taken('$') ? rules.done() : anything;
    return rules.inOrder(before, inner, after);
  }

  private Rule group() throws RefusedException {
    if (++open > 32) {
      throw refused("groups nested deeper than 32");
    }
    var options = new ArrayList<Rule>();
    do {
      options.add(sequence());
    } while (taken('|'));
    if (!taken(')')) {
      throw refused("a ( that nothing closes");
    }
    open--;
    return rules.either(options);
  }

  private Rule sequence() throws RefusedException {
    var rule = rules.done();
    while (at < pattern.length && "|)$".indexOf(pattern[at]) < 0) {
      rule = rules.then(rule, repeated(atom()));
    }
    return rule;
  }

  private Rule repeated(Rule rule) throws RefusedException {
    var all = rule;
    if (taken('*')) {
      all = rules.times(rule, 0, Rules.UNBOUNDED);
    } else if (taken('+')) {
      all = rules.times(rule, 1, Rules.UNBOUNDED);
    } else if (taken('?')) {
      all = rules.maybe(rule);
    } else if (taken('{')) {
      int least = count();
      int most = least;
      if (taken(',')) {
        most = at < pattern.length && pattern[at] == '}' ? Rules.UNBOUNDED : count();
      }
      if (!taken('}') || least > most) {
        throw refused("a repetition that can't be read");
      }
      all = rules.times(rule, least, most);
    } else {
      return rule;
    }
    // A lazy one finds the same texts.
    taken('?');
    return all;
  }

  private int count() throws RefusedException {
    int value = 0;
    int from = at;
    while (at < pattern.length && pattern[at] >= '0' && pattern[at] <= '9') {
      value = value * 10 + pattern[at++] - '0';
      if (value > MOST_TIMES) {
        throw refused("a repetition of more than " + MOST_TIMES);
      }
    }
    if (at == from) {
      throw refused("a repetition that can't be read");
    }
    return value;
  }

  private Rule atom() throws RefusedException {
    int character = pattern[at++];
    return switch (character) {
      case '(' -> {
        if (taken('?') && !taken(':')) {
          throw refused("a group of the kind (?" + shown());
        }
        yield group();
      }
      case '[' -> json.character(set());
      case '.' -> json.character(CodePoints.of("\n\r\u2028\u2029").others());
      case '\\' -> json.character(escaped());
      case '*', '+', '?', '{', '^' ->
          throw refused("\"" + Character.toString(character) + "\" where it has no meaning");
      default -> json.character(CodePoints.of(character, character));
    };
  }

  private CodePoints set() throws RefusedException {
    boolean others = taken('^');
    var all = new CodePoints(java.util.List.of());
    while (!taken(']')) {
      var low = member();
      if (at + 1 < pattern.length && pattern[at] == '-' && pattern[at + 1] != ']') {
        at++;
        var high = member();
        all = all.or(CodePoints.of(single(low), single(high)));
        if (single(low) > single(high)) {
          throw refused("a range whose end is before its beginning");
        }
      } else {
        all = all.or(low);
      }
    }
    return others ? all.others() : all;
  }

  private CodePoints member() throws RefusedException {
    if (at == pattern.length) {
      throw refused("a [ that nothing closes");
    }
    int character = pattern[at++];
    return character == '\\' ? escaped() : CodePoints.of(character, character);
  }

  private int single(CodePoints set) throws RefusedException {
    var ranges = set.ranges();
    if (ranges.size() != 1 || ranges.getFirst().low() != ranges.getFirst().high()) {
      throw refused("a range between classes");
    }
    return ranges.getFirst().low();
  }

  private CodePoints escaped() throws RefusedException {
    if (at == pattern.length) {
      throw refused("a \\ at its end");
    }
    int character = pattern[at++];
    return switch (character) {
      case 'd' -> DIGITS;
      case 'D' -> DIGITS.others();
      case 'w' -> LETTERS;
      case 'W' -> LETTERS.others();
      case 's' -> SPACES;
      case 'S' -> SPACES.others();
      case 't' -> CodePoints.of("\t");
      case 'n' -> CodePoints.of("\n");
      case 'r' -> CodePoints.of("\r");
      case 'f' -> CodePoints.of("\f");
      case 'u' -> hex(4);
      case 'x' -> hex(2);
      default -> {
        if (Character.isLetterOrDigit(character)) {
          throw refused("\\" + Character.toString(character));
        }
        yield CodePoints.of(character, character);
      }
    };
  }

  private CodePoints hex(int digits) throws RefusedException {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = at < pattern.length ? Character.digit(pattern[at], 16) : -1;
      if (digit < 0) {
        throw refused("an escape that can't be read");
      }
      at++;
      value = value * 16 + digit;
    }
    if (value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE) {
      throw refused("half of a character");
    }
    return CodePoints.of(value, value);
  }

  private boolean taken(int character) {
    if (at < pattern.length && pattern[at] == character) {
      at++;
      return true;
    }
    return false;
  }

  private String shown() {
    return at < pattern.length ? Character.toString(pattern[at]) : "";
  }

  private RefusedException refused(String what) {
    return new RefusedException(
        Refusal.of(
            ErrorCode.INVALID_REQUEST,
            new Violation(
                field,
                "it has " + what + ", at character " + at,
                "use characters, classes, groups, | * + ? {m,n}, and ^ and $ at the ends")));
  }
}
