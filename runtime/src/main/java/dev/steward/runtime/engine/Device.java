package dev.steward.runtime.engine;

/** What computes a model. */
public sealed interface Device {

  /** The machine's processors. */
  record Cpu() implements Device {}

  /**
   * A GPU of NVIDIA's.
   *
   * @param number as CUDA counts those that this process sees, from 0
   */
  record Cuda(int number) implements Device {
    public Cuda {
      if (number < 0) {
        throw new IllegalArgumentException("CUDA counts from 0, not " + number);
      }
    }
  }

  /** As PyTorch calls it: {@code cpu}, {@code cuda:0}. */
  default String text() {
    return switch (this) {
      case Cpu cpu -> "cpu";
      case Cuda(var number) -> "cuda:" + number;
    };
  }
}
