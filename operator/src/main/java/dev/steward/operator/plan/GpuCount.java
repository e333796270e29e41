package dev.steward.operator.plan;

/** How many GPUs a pod gets. */
public sealed interface GpuCount {

  /** As many as the user says, at least 1. */
  record Exactly(int number) implements GpuCount {
    public Exactly {
      if (number < 1) {
        throw new IllegalArgumentException("less than one GPU: " + number);
      }
    }
  }

  /** As many as the model's weights need on the GPUs there are. */
  record Auto() implements GpuCount {}
}
