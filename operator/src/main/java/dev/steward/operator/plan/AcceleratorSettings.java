package dev.steward.operator.plan;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The GPUs a pod needs.
 *
 * @param resource the extended resource, such as {@code nvidia.com/gpu}
 * @param count how many of it
 * @param products values of {@value #PRODUCT_LABEL} that will do; empty: any
 * @param minMemoryMib least value of {@value #MEMORY_LABEL}, in MiB
 * @param runtimeClass RuntimeClass of the pods
 */
public record AcceleratorSettings(
    String resource,
    GpuCount count,
    List<String> products,
    OptionalLong minMemoryMib,
    Optional<String> runtimeClass) {

  /** Labels that NVIDIA's GPU feature discovery gives to nodes; memory in MiB, of one GPU. */
  public static final String PRODUCT_LABEL = "nvidia.com/gpu.product";

  public static final String MEMORY_LABEL = "nvidia.com/gpu.memory";

  public AcceleratorSettings {
    products = List.copyOf(products);
  }

  /**
   * How many of the resource a pod gets.
   *
   * @throws IllegalStateException before it was sized, which planning does first
   */
  public int number() {
    return switch (count) {
      case GpuCount.Exactly(var number) -> number;
      case GpuCount.Auto auto -> throw new IllegalStateException("count: Auto isn't sized yet");
    };
  }
}
