package dev.steward.runtime.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of characters, as ranges of code points that are in order and don't touch.
 *
 * <p>As bytes of UTF-8 a range is cut until the bytes of each part are independent of each other
 * (Cox, "Regular Expression Matching in the Wild", 2010): {@code U+0000–U+07FF} is {@code 00–7F |
 * C2–DF 80–BF}.
 */
record CodePoints(List<Range> ranges) {

  private static final int LAST = 0x10FFFF;
  private static final int[] LONGEST = {0x7F, 0x7FF, 0xFFFF, LAST};

  /** Characters that follow each other, both ends included. */
  record Range(int low, int high) {}

  CodePoints {
    ranges = List.copyOf(ranges);
  }

  /** All there are; halves of surrogate pairs are none. */
  static CodePoints all() {
    return new CodePoints(List.of(new Range(0, 0xD7FF), new Range(0xE000, LAST)));
  }

  static CodePoints of(int low, int high) {
    return new CodePoints(List.of(new Range(low, high)));
  }

  static CodePoints of(String characters) {
    var all = new CodePoints(List.of());
    for (int character : characters.codePoints().toArray()) {
      all = all.or(of(character, character));
    }
    return all;
  }

  CodePoints or(CodePoints other) {
    var all = new ArrayList<>(ranges);
    all.addAll(other.ranges);
    all.sort((a, b) -> Integer.compare(a.low, b.low));
    var joined = new ArrayList<Range>();
    for (var range : all) {
      if (!joined.isEmpty() && joined.getLast().high + 1 >= range.low) {
        var last = joined.removeLast();
        joined.add(new Range(last.low, Math.max(last.high, range.high)));
      } else {
        joined.add(range);
      }
    }
    return new CodePoints(joined);
  }

  /** All characters but these. */
  CodePoints others() {
    return all().without(this);
  }

  CodePoints without(CodePoints other) {
    var left = new ArrayList<Range>();
    for (var range : ranges) {
      int from = range.low;
      for (var gone : other.ranges) {
        if (gone.high < from || gone.low > range.high) {
          continue;
        }
        if (gone.low > from) {
          left.add(new Range(from, gone.low - 1));
        }
        from = gone.high + 1;
      }
      if (from <= range.high) {
        left.add(new Range(from, range.high));
      }
    }
    return new CodePoints(left);
  }

  CodePoints and(CodePoints other) {
    return without(other.others());
  }

  boolean contains(int character) {
    return ranges.stream().anyMatch(range -> range.low <= character && character <= range.high);
  }

  /** One of them in UTF-8. */
  Rule rule(Rules rules) {
    var options = new ArrayList<Rule>();
    for (var range : ranges) {
      int low = range.low;
      for (int longest : LONGEST) {
        if (low <= Math.min(range.high, longest)) {
          options.add(sequence(rules, bytes(low), bytes(Math.min(range.high, longest)), 0));
          low = longest + 1;
        }
      }
    }
    return rules.either(options);
  }

  /** Bytes from {@code low} to {@code high}, which have the same number of them. */
  private static Rule sequence(Rules rules, int[] low, int[] high, int at) {
    if (at == low.length) {
      return rules.done();
    }
    if (low[at] == high[at]) {
      return rules.then(rules.between(low[at], low[at]), sequence(rules, low, high, at + 1));
    }
    var least = low.clone();
    var most = high.clone();
    for (int i = at + 1; i < low.length; i++) {
      least[i] = 0x80;
      most[i] = 0xBF;
    }
    var options = new ArrayList<Rule>();
    int from = low[at];
    int to = high[at];
    if (!tailIs(low, at, 0x80)) {
      options.add(rules.then(rules.between(from, from), sequence(rules, low, most, at + 1)));
      from++;
    }
    boolean cutAtEnd = !tailIs(high, at, 0xBF);
    if (cutAtEnd) {
      options.add(rules.then(rules.between(to, to), sequence(rules, least, high, at + 1)));
      to--;
    }
    if (from <= to) {
      options.add(rules.then(rules.between(from, to), sequence(rules, least, most, at + 1)));
    }
    return rules.either(options);
  }

  private static boolean tailIs(int[] bytes, int at, int value) {
    for (int i = at + 1; i < bytes.length; i++) {
      if (bytes[i] != value) {
        return false;
      }
    }
    return true;
  }

  private static int[] bytes(int character) {
    if (character < 0x80) {
      return new int[] {character};
    }
    if (character < 0x800) {
      return new int[] {0xC0 | (character >> 6), tail(character)};
    }
    if (character < 0x10000) {
      return new int[] {0xE0 | (character >> 12), tail(character >> 6), tail(character)};
    }
    return new int[] {
      0xF0 | (character >> 18), tail(character >> 12), tail(character >> 6), tail(character)
    };
  }

  private static int tail(int bits) {
    return 0x80 | (bits & 0x3F);
  }
}
