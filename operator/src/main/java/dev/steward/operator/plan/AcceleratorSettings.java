package dev.steward.operator.plan;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The GPUs a pod needs.
 *
 * @param source who gives them
 * @param count how many
 * @param runtimeClass RuntimeClass of the pods
 */
public record AcceleratorSettings(Source source, GpuCount count, Optional<String> runtimeClass) {

  /** Labels that NVIDIA's GPU feature discovery gives to nodes; memory in MiB, of one GPU. */
  public static final String PRODUCT_LABEL = "nvidia.com/gpu.product";

  public static final String MEMORY_LABEL = "nvidia.com/gpu.memory";

  /** Who gives GPUs to a pod; a node has one or the other. */
  public sealed interface Source {}

  /**
   * A device plugin.
   *
   * @param resource the extended resource, such as {@code nvidia.com/gpu}
   * @param products values of {@value #PRODUCT_LABEL} that will do; empty: any
   * @param minMemoryMib least value of {@value #MEMORY_LABEL}, in MiB
   */
  public record Plugin(String resource, List<String> products, OptionalLong minMemoryMib)
      implements Source {
    public Plugin {
      products = List.copyOf(products);
    }

    /** Whether nodes with it have labels by which pods are kept to those with enough memory. */
    boolean isLabelled() {
      return resource.equals("nvidia.com/gpu") || resource.equals("nvidia.com/gpu.shared");
    }
  }

  /**
   * A driver of dynamic resource allocation.
   *
   * @param deviceClass the DeviceClass
   * @param selectors CEL that a device must meet, all of them
   */
  public record Driver(String deviceClass, List<String> selectors) implements Source {
    public Driver {
      selectors = List.copyOf(selectors);
    }
  }

  public AcceleratorSettings {
    requireNonNull(source, "source");
    requireNonNull(count, "count");
  }

  /** The extended resource, where a device plugin gives it. */
  public Optional<Plugin> plugin() {
    return source instanceof Plugin plugin ? Optional.of(plugin) : Optional.empty();
  }

  /**
   * How many of them a pod gets.
   *
   * @throws IllegalStateException before it was sized, which planning does first
   */
  public int number() {
    return switch (count) {
      case GpuCount.Exactly(var number) -> number;
      case GpuCount.Auto auto -> throw new IllegalStateException("count: Auto isn't sized yet");
    };
  }

  /** The same with so many of them, each with at least that memory where nodes tell it. */
  AcceleratorSettings sized(int number, OptionalLong leastMib) {
    return new AcceleratorSettings(
        switch (source) {
          case Driver driver -> driver;
          case Plugin plugin when !plugin.isLabelled() || leastMib.isEmpty() -> plugin;
          case Plugin(var resource, var products, var given) ->
              new Plugin(
                  resource,
                  products,
                  OptionalLong.of(Math.max(given.orElse(0), leastMib.getAsLong())));
        },
        new GpuCount.Exactly(number),
        runtimeClass);
  }
}
