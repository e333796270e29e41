package dev.steward.core.cron;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** One of the five fields: which numbers it takes and by which names they go. */
enum CronField {
  MINUTE("minute", 0, 59, ""),
  HOUR("hour", 0, 23, ""),
  DAY_OF_MONTH("day of month", 1, 31, ""),
  MONTH("month", 1, 12, "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"),
  /** 0 and 7 are Sunday. */
  DAY_OF_WEEK("day of week", 0, 7, "SUN MON TUE WED THU FRI SAT");

  private static final int MAX_DIGITS = 4;

  private final String title;
  private final int lowest;
  private final int highest;

  /** Of the numbers from the lowest on; none where the field has only numbers. */
  private final String names;

  CronField(String title, int lowest, int highest, String names) {
    this.title = title;
    this.lowest = lowest;
    this.highest = highest;
    this.names = names;
  }

  /** The field as messages call it. */
  String title() {
    return title;
  }

  /** What may stand in it, for messages. */
  String range() {
    return names.isEmpty()
        ? "%d to %d".formatted(lowest, highest)
        : "%d to %d or %s to %s".formatted(lowest, highest, names().getFirst(), names().getLast());
  }

  /** Whether all of its numbers are in a set. */
  boolean isWhole(BitSet numbers) {
    return numbers.cardinality() == everything().cardinality();
  }

  /**
   * The numbers that the text of the field stands for: a list of {@code *}, numbers and ranges,
   * each with an optional step.
   *
   * @throws WrongField if it stands for none
   */
  BitSet read(String text) throws WrongField {
    var numbers = new BitSet();
    for (var item : text.split(",", -1)) {
      add(item, numbers);
    }
    return numbers;
  }

  private void add(String item, BitSet numbers) throws WrongField {
    var parts = item.split("/", -1);
    if (parts.length > 2) {
      throw new WrongField("\"" + item + "\" has two steps");
    }
    var range = parts[0];
    var dash = range.indexOf('-');
    int first;
    int last;
    if (range.equals("*")) {
      first = lowest;
      last = this == DAY_OF_WEEK ? 6 : highest;
    } else if (dash > 0) {
      first = number(range.substring(0, dash));
      last = number(range.substring(dash + 1));
    } else {
      first = number(range);
      last = parts.length == 2 ? highest : first;
    }
    if (first > last) {
      throw new WrongField("\"%s\" runs backwards".formatted(item));
    }
    var step = parts.length == 2 ? step(item, parts[1]) : 1;
    for (var number = first; number <= last; number += step) {
      numbers.set(this == DAY_OF_WEEK ? number % 7 : number);
    }
  }

  private int step(String item, String text) throws WrongField {
    var step = digits(text);
    if (step < 1) {
      throw new WrongField("\"%s\" has no step of 1 or more after the /".formatted(item));
    }
    return step;
  }

  private int number(String text) throws WrongField {
    var named = names().indexOf(text.toUpperCase(Locale.ROOT));
    var number = named >= 0 ? named + lowest : digits(text);
    if (number < lowest || number > highest) {
      throw new WrongField("\"%s\" isn't in it".formatted(text));
    }
    return number;
  }

  /** The number that the digits write, or -1 where they aren't digits. */
  private static int digits(String text) {
    var isNumber =
        !text.isEmpty()
            && text.length() <= MAX_DIGITS
            && text.chars().allMatch(each -> each >= '0' && each <= '9');
    return isNumber ? Integer.parseInt(text) : -1;
  }

  private List<String> names() {
    return names.isEmpty() ? List.of() : List.of(names.split(" "));
  }

  private BitSet everything() {
    var numbers = new BitSet();
    numbers.set(lowest, (this == DAY_OF_WEEK ? 6 : highest) + 1);
    return numbers;
  }

  /** A field's text stands for nothing. */
  static final class WrongField extends Exception {
    private static final long serialVersionUID = 1L;
    private final String problem;

    private WrongField(String problem) {
      super(problem);
      this.problem = problem;
    }

    String problem() {
      return problem;
    }
  }
}
