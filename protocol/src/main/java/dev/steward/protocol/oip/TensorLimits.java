package dev.steward.protocol.oip;

/**
 * The bounds of one request's tensors, besides those of its body.
 *
 * @param tensors how many inputs, and how many outputs asked for
 * @param elements values of all inputs together
 * @param rank dimensions of one tensor
 */
public record TensorLimits(int tensors, long elements, int rank) {

  /** 64 tensors, 16 Mi values, 16 dimensions. */
  public static final TensorLimits DEFAULT = new TensorLimits(64, 16L << 20, 16);

  public TensorLimits {
    if (tensors < 1 || elements < 1 || rank < 1) {
      throw new IllegalArgumentException("a request has at least one value");
    }
  }
}
