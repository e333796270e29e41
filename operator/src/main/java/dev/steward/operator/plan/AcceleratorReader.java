package dev.steward.operator.plan;

import static java.util.Objects.requireNonNullElse;

import dev.steward.api.v1alpha1.Accelerator;
import dev.steward.core.check.Violation;
import dev.steward.core.size.GpuDemand;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code spec.accelerator}. */
final class AcceleratorReader {

  private final Function<Violation, ? extends RuntimeException> refused;

  private AcceleratorReader(Function<Violation, ? extends RuntimeException> refused) {
    this.refused = refused;
  }

  /**
   * The settings.
   *
   * @param refused makes the exception that carries the first violation out
   */
  static AcceleratorSettings read(
      Accelerator accelerator, Function<Violation, ? extends RuntimeException> refused) {
    var reader = new AcceleratorReader(refused);
    return new AcceleratorSettings(
        reader.source(accelerator),
        reader.count(accelerator.count()),
        Optional.ofNullable(accelerator.runtimeClassName()));
  }

  private AcceleratorSettings.Source source(Accelerator accelerator) {
    return accelerator.deviceClass() == null
        ? new AcceleratorSettings.Plugin(
            requireNonNullElse(accelerator.resource(), "nvidia.com/gpu"),
            requireNonNullElse(accelerator.products(), List.of()),
            accelerator.minMemory() == null
                ? OptionalLong.empty()
                : OptionalLong.of(
                    MemoryAmount.mebibytes("spec.accelerator.minMemory", accelerator.minMemory())
                        .orThrow(refused)))
        : new AcceleratorSettings.Driver(
            accelerator.deviceClass(), requireNonNullElse(accelerator.selectors(), List.of()));
  }

  private GpuCount count(@Nullable IntOrString count) {
    if (count == null) {
      return new GpuCount.Exactly(1);
    }
    if ("Auto".equals(count.getStrVal())) {
      return new GpuCount.Auto();
    }
    var number = requireNonNullElse(count.getIntVal(), 0);
    if (number < 1 || number > GpuDemand.MOST_GPUS) {
      throw refused.apply(
          new Violation(
              "spec.accelerator.count",
              "\"%s\" is no number of GPUs".formatted(count.getValue()),
              "write 1 to %d, or Auto".formatted(GpuDemand.MOST_GPUS)));
    }
    return new GpuCount.Exactly(number);
  }
}
