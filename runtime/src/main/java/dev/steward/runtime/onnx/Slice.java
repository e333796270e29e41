package dev.steward.runtime.onnx;

/**
 * A run of bytes of a model's file.
 *
 * @param offset from the file's beginning
 * @param length 0 or more
 */
public record Slice(long offset, long length) {
  public Slice {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException(offset + "+" + length);
    }
  }
}
