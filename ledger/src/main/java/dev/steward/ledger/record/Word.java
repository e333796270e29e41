package dev.steward.ledger.record;

/**
 * A text that can stand in a record: 1 to 200 printable ASCII characters without spaces, quotes,
 * angle brackets, backslashes and commas, so that it can neither end a line nor a value wherever it
 * is shown.
 */
public record Word(String text) {

  private static final int LONGEST = 200;
  private static final String FORBIDDEN = " \"'`<>\\,;&|$";

  public Word {
    if (text.isEmpty()
        || text.length() > LONGEST
        || !text.chars().allMatch(c -> isAllowed((char) c))) {
      throw new IllegalArgumentException("no word");
    }
  }

  /**
   * A word of any text, of a client's too: other characters become {@code _}, a long one is cut.
   */
  public static Word of(String text) {
    var word = new StringBuilder();
    for (var i = 0; i < Math.min(text.length(), LONGEST); i++) {
      word.append(isAllowed(text.charAt(i)) ? text.charAt(i) : '_');
    }
    return new Word(word.isEmpty() ? "_" : word.toString());
  }

  private static boolean isAllowed(char c) {
    return c > ' ' && c < 0x7F && FORBIDDEN.indexOf(c) < 0;
  }

  @Override
  public String toString() {
    return text;
  }
}
