package dev.steward.operator.plan;

import static java.util.Objects.requireNonNullElse;

import dev.steward.api.v1alpha1.Accelerator;
import dev.steward.api.v1alpha1.GoDuration;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.api.v1alpha1.ModelServiceSpec;
import dev.steward.api.v1alpha1.ModelServiceSpec.Task;
import dev.steward.api.v1alpha1.Placement;
import dev.steward.api.v1alpha1.RuntimeSpec;
import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.core.model.Digest;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.serving.ServiceId;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the spec of a service. The schema has refused most of what is wrong already; what it let
 * through, or what a file holds that no API server saw, ends here as a violation.
 */
final class ServiceSettingsReader {

  /** Carries the first violation out of the nested parts; it never leaves this class. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Violation violation;

    Refused(Violation violation) {
      super(violation.message(), null, false, false);
      this.violation = violation;
    }
  }

  private ServiceSettingsReader() {}

  static Checked<ServiceSettings> read(ModelService service) {
    var spec = service.getSpec();
    if (spec == null || spec.model() == null || spec.model().uri() == null) {
      return Checked.invalid("spec.model.uri", "it is absent", "say where the model lies");
    }
    try {
      return Checked.valid(read(id(service), spec));
    } catch (Refused refused) {
      return new Checked.Invalid<>(refused.violation);
    }
  }

  static ServiceId id(ModelService service) {
    var metadata = service.getMetadata();
    return new ServiceId(
        requireNonNullElse(metadata.getNamespace(), "default"),
        metadata.getName(),
        requireNonNullElse(metadata.getUid(), "00000000-0000-0000-0000-000000000000"));
  }

  private static ServiceSettings read(ServiceId id, ModelServiceSpec spec) {
    var runtime = requireNonNullElse(spec.runtime(), new RuntimeSpec(null, null, null));
    var traffic = spec.traffic();
    var scaling = spec.scaling();
    var exposure = spec.exposure();
    return new ServiceSettings(
        id,
        runtimeConfig(id, spec.model()),
        Optional.ofNullable(runtime.image()),
        environment(runtime),
        valid(PodResources.of(runtime.resources())),
        Optional.ofNullable(spec.accelerator()).map(ServiceSettingsReader::accelerator),
        placement(requireNonNullElse(spec.placement(), new Placement(null, null, null))),
        scaling == null ? 1 : requireNonNullElse(scaling.replicas(), 1),
        traffic == null || traffic.timeout() == null
            ? ServiceSettings.DEFAULT_TIMEOUT
            : timeout(traffic.timeout()),
        Optional.ofNullable(exposure).map(ModelServiceSpec.Exposure::hostname));
  }

  private static RuntimeConfig runtimeConfig(ServiceId id, ModelServiceSpec.Model model) {
    return new RuntimeConfig(
        requireNonNullElse(model.name(), id.name()),
        valid(ModelUri.parse("spec.model.uri", model.uri())),
        Optional.ofNullable(model.digest())
            .map(text -> valid(Digest.parse("spec.model.digest", text))),
        switch (requireNonNullElse(model.task(), Task.Tensor)) {
          case Tensor -> ModelTask.TENSOR;
          case Embedding -> ModelTask.EMBEDDING;
        });
  }

  private static List<Map.Entry<String, String>> environment(RuntimeSpec runtime) {
    var variables = runtime.env();
    return variables == null
        ? List.of()
        : variables.stream().map(variable -> Map.entry(variable.name(), variable.value())).toList();
  }

  private static AcceleratorSettings accelerator(Accelerator accelerator) {
    return new AcceleratorSettings(
        requireNonNullElse(accelerator.resource(), "nvidia.com/gpu"),
        requireNonNullElse(accelerator.count(), 1),
        requireNonNullElse(accelerator.products(), List.of()),
        mebibytes(accelerator.minMemory()),
        Optional.ofNullable(accelerator.runtimeClassName()));
  }

  /** Whole MiB of an amount like {@code 20Gi}, which the schema holds to Mi, Gi and Ti. */
  private static OptionalLong mebibytes(@Nullable String amount) {
    if (amount == null) {
      return OptionalLong.empty();
    }
    var unit = amount.substring(Math.max(0, amount.length() - 2));
    var digits = amount.substring(0, amount.length() - unit.length());
    var factor = Map.of("Mi", 1L, "Gi", 1024L, "Ti", 1024L * 1024L).get(unit);
    if (factor == null || !digits.matches("[1-9][0-9]{0,7}")) {
      throw new Refused(
          new Violation(
              "spec.accelerator.minMemory",
              "\"" + amount + "\" is no amount of memory",
              "write it like 20Gi or 16384Mi"));
    }
    return OptionalLong.of(Long.parseLong(digits) * factor);
  }

  private static PlacementSettings placement(Placement placement) {
    return new PlacementSettings(
        requireNonNullElse(placement.nodeSelector(), Map.of()),
        requireNonNullElse(placement.tolerations(), List.<Placement.Toleration>of()).stream()
            .map(ServiceSettingsReader::toleration)
            .toList(),
        Optional.ofNullable(placement.priorityClassName()));
  }

  private static Toleration toleration(Placement.Toleration toleration) {
    return new TolerationBuilder()
        .withKey(toleration.key())
        .withOperator(requireNonNullElse(toleration.operator(), Placement.Operator.Equal).name())
        .withValue(toleration.value())
        .withEffect(Optional.ofNullable(toleration.effect()).map(Enum::name).orElse(null))
        .withTolerationSeconds(toleration.tolerationSeconds())
        .build();
  }

  private static Duration timeout(String text) {
    var timeout = valid(GoDuration.parse("spec.traffic.timeout", text));
    if (timeout.isZero()) {
      throw new Refused(
          new Violation("spec.traffic.timeout", "it is 0", "write a duration from 1s to 1h"));
    }
    return timeout;
  }

  private static <T> T valid(Checked<T> checked) {
    return checked.orThrow(Refused::new);
  }
}
