package dev.steward.protocol.oip;

import dev.steward.protocol.json.JsonReader;

/**
 * The bounds of one request's tensors, besides those of its body.
 *
 * @param tensors how many inputs, and how many outputs asked for
 * @param elements values of all inputs together
 * @param rank dimensions of one tensor
 * @param textLength characters of one text
 */
public record TensorLimits(int tensors, long elements, int rank, int textLength) {

  /** 64 tensors, 16 Mi values, 16 dimensions, texts of a million characters. */
  public static final TensorLimits DEFAULT =
      new TensorLimits(64, 16L << 20, 16, JsonReader.MAX_STRING);

  public TensorLimits {
    if (tensors < 1 || elements < 1 || rank < 1 || textLength < 1) {
      throw new IllegalArgumentException("a request has at least one value");
    }
  }

  /** What a value counts among the elements: a text costs the memory of about 16 numbers. */
  public static long weight(Datatype datatype) {
    return datatype == Datatype.BYTES ? 16 : 1;
  }

  /** The same with texts of another length. */
  public TensorLimits withTextLength(int other) {
    return new TensorLimits(tensors, elements, rank, other);
  }
}
