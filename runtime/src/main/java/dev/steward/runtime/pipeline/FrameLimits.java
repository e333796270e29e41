package dev.steward.runtime.pipeline;

/**
 * How large a frame may be.
 *
 * @param bytes of a payload
 * @param tensors in it
 */
record FrameLimits(int bytes, int tensors) {

  /** 256 MiB: 32 rows of 512 tokens are 24 MiB at a width of 384, and 256 MiB at one of 4,096. */
  static final FrameLimits DEFAULT = new FrameLimits(256 << 20, 256);

  FrameLimits {
    if (bytes < 1024 || tensors < 1) {
      throw new IllegalArgumentException("a frame has room for a few names");
    }
  }
}
