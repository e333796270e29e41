package dev.steward.ledger.note;

import dev.steward.core.check.Checked;

/**
 * The name of a log, unique among all logs that a verifier knows: by convention an address without
 * a scheme, such as {@code steward.example/gateway-0}. Also the name of its keys.
 *
 * @param text 1 to 200 characters, none of them a space, a control character or a plus sign
 */
public record Origin(String text) {

  private static final int LONGEST = 200;

  private static final String REHEARSAL = "/rehearsal";

  public Origin {
    if (!isOrigin(text)) {
      throw new IllegalArgumentException("no origin: " + text);
    }
  }

  private static boolean isOrigin(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST
        && text.chars()
            .noneMatch(c ->
                c == '+'
                    || Character.isWhitespace(c)
                    || Character.isSpaceChar(c)
                    || Character.isISOControl(c)
                    || Character.isSurrogate((char) c));
  }

  /** Reads an origin that stands in {@code field}. */
  public static Checked<Origin> parse(String field, String text) {
    return isOrigin(text)
        ? Checked.valid(new Origin(text))
        : Checked.invalid(
            field,
            "it can't be the name of a log",
            "use 1 to 200 characters without spaces and plus signs, such as example.com/gateway-0");
  }

  /** The name under which a copy of this log goes on in a rehearsal; too long a one has none. */
  public Checked<Origin> rehearsal() {
    return parse(text, text + REHEARSAL);
  }

  /** Whether what bears this name began as the other log does: it is that log, or a rehearsal. */
  public boolean beginsAs(Origin other) {
    return equals(other) || text.equals(other.text + REHEARSAL);
  }
}
