package dev.steward.runtime.text;

/**
 * A text, or a pair of texts, as a model reads it.
 *
 * <p>Whoever holds it owns its arrays; nobody writes to them any more.
 */
public final class TokenRow {

  private final long[] ids;
  private final long[] types;

  private TokenRow(long[] ids, long[] types) {
    this.ids = ids;
    this.types = types;
  }

  /** The tokens of one text. */
  public static TokenRow of(long[] ids) {
    return new TokenRow(ids, new long[ids.length]);
  }

  /**
   * The tokens of a pair.
   *
   * @param types of each token, which text it belongs to: 0 or 1
   */
  static TokenRow of(long[] ids, long[] types) {
    if (ids.length != types.length) {
      throw new IllegalArgumentException(ids.length + " tokens with " + types.length + " types");
    }
    return new TokenRow(ids, types);
  }

  /** How many tokens it has. */
  public int length() {
    return ids.length;
  }

  long[] ids() {
    return ids;
  }

  long[] types() {
    return types;
  }
}
