package dev.steward.operator.plan;

import static java.util.Objects.requireNonNullElse;

import dev.steward.api.v1alpha1.GoDuration;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.api.v1alpha1.ModelServiceSpec;
import dev.steward.api.v1alpha1.ModelSpec;
import dev.steward.api.v1alpha1.ModelSpec.Task;
import dev.steward.api.v1alpha1.Placement;
import dev.steward.api.v1alpha1.RuntimeSpec;
import dev.steward.api.v1alpha1.ServingConfigSpec.Spoken;
import dev.steward.api.v1alpha1.Sharding;
import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.core.model.Digest;
import dev.steward.core.model.ModelSignature;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.serving.HoldPolicy;
import dev.steward.core.serving.Protocol;
import dev.steward.core.serving.ServiceId;
import dev.steward.core.shard.DataSharding;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

  private static final RuntimeSpec NO_RUNTIME =
      new RuntimeSpec(null, null, null, null, null, null, null);

  private static final String SIGNATURE = "spec.model.signature";
  private static final String PLAIN = "spec.runtime.plainHttp";

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
    var runtime = requireNonNullElse(spec.runtime(), NO_RUNTIME);
    var traffic = requireNonNullElse(spec.traffic(), new ModelServiceSpec.Traffic(null, null));
    var exposure = spec.exposure();
    var resources = valid(PodResources.of(runtime.resources()));
    var config =
        runtimeConfig(id, spec.model())
            .withMaxBatch(maxBatch(runtime))
            .withSignature(signature(spec.model(), runtime))
            .withRepository(RepositoryReader.read(spec, resources, Refused::new));
    return new ServiceSettings(
        id,
        config,
        valid(ModelAccess.of(spec.model(), config.uri())),
        Optional.ofNullable(runtime.image()),
        protocols(runtime),
        requireNonNullElse(runtime.args(), List.of()),
        plainEngine(runtime, spec.sharding()),
        environment(runtime),
        resources,
        Optional.ofNullable(spec.accelerator())
            .map(given -> AcceleratorReader.read(given, Refused::new)),
        placement(spec),
        ScalingReader.read(spec.scaling(), Refused::new),
        duration("spec.traffic.timeout", traffic.timeout(), ServiceSettings.DEFAULT_TIMEOUT),
        hold(traffic.hold()),
        Optional.ofNullable(spec.sharding()).flatMap(ServiceSettingsReader::sharding),
        Optional.ofNullable(spec.sharding()).flatMap(ServiceSettingsReader::groups),
        strategy(spec),
        Optional.empty(),
        Optional.ofNullable(exposure).map(ModelServiceSpec.Exposure::hostname));
  }

  private static Set<Protocol> protocols(RuntimeSpec runtime) {
    var stated = runtime.protocols();
    if (stated == null) {
      return runtime.image() == null
          ? EnumSet.of(Protocol.HTTP, Protocol.GRPC)
          : EnumSet.of(Protocol.HTTP);
    }
    if (runtime.image() == null || runtime.plainHttp() != null || !stated.contains(Spoken.Http)) {
      throw new Refused(
          new Violation(
              "spec.runtime.protocols",
              "it says what an image speaks that has no guard: Http, and maybe Grpc",
              "write [Http, Grpc] beside spec.runtime.image, or remove it"));
    }
    return stated.stream().map(Spoken::toCore).collect(Collectors.toSet());
  }

  private static Optional<Integer> maxBatch(RuntimeSpec runtime) {
    var rows = Optional.ofNullable(runtime.maxBatch());
    if (rows.isPresent()
        && (rows.get() < RuntimeConfig.LEAST_BATCH || rows.get() > RuntimeConfig.MOST_BATCH)) {
      throw new Refused(
          new Violation(
              "spec.runtime.maxBatch",
              rows.get() + " is no number of rows that are computed together",
              "use 1 to 1024"));
    }
    return rows;
  }

  private static Optional<ModelSignature> signature(ModelSpec model, RuntimeSpec runtime) {
    return Optional.ofNullable(model.signature())
        .map(wanted -> {
          if (runtime.plainHttp() != null) {
            throw new Refused(
                new Violation(
                    SIGNATURE,
                    "Steward's own runtime checks it, and an engine with spec.runtime.plainHttp loads"
                        + " models itself",
                    "remove one of them"));
          }
          return SignatureReader.read(model, wanted, Refused::new);
        });
  }

  private static RuntimeConfig runtimeConfig(ServiceId id, ModelSpec model) {
    return new RuntimeConfig(
        requireNonNullElse(model.name(), id.name()),
        valid(ModelUri.parse("spec.model.uri", model.uri())),
        Optional.ofNullable(model.digest())
            .map(text -> valid(Digest.parse("spec.model.digest", text))),
        switch (requireNonNullElse(model.task(), Task.Tensor)) {
          case Tensor -> ModelTask.TENSOR;
          case Embedding -> ModelTask.EMBEDDING;
          case Classification -> ModelTask.CLASSIFICATION;
          case TokenClassification -> ModelTask.TOKEN_CLASSIFICATION;
          case ImageText -> ModelTask.IMAGE_TEXT;
          case Generation -> ModelTask.GENERATION;
        });
  }

  private static Optional<PlainEngine> plainEngine(
      RuntimeSpec runtime, @Nullable Sharding sharding) {
    var plain = runtime.plainHttp();
    if (plain == null) {
      return Optional.empty();
    }
    if (runtime.image() == null) {
      throw new Refused(
          new Violation(
              PLAIN,
              "Steward's own runtime needs no guard",
              "name the engine's spec.runtime.image, or remove plainHttp"));
    }
    if (isGrouped(sharding)) {
      throw new Refused(
          new Violation(
              PLAIN,
              "the members of a group secure their own ports",
              "use spec.sharding.strategy: None or Data, or an engine that does TLS"));
    }
    var port = requireNonNullElse(plain.port(), 0);
    if (port < 1 || port > 65_535 || port == Names.INFERENCE_PORT || port == Names.ADMIN_PORT) {
      throw new Refused(
          new Violation(
              PLAIN + ".port",
              port + " is no port of an engine's",
              "use another one than 8080 and 8081, from 1 to 65535"));
    }
    return Optional.of(
        new PlainEngine(port, requireNonNullElse(plain.readiness(), PlainEngine.USUAL_READINESS)));
  }

  private static List<Map.Entry<String, String>> environment(RuntimeSpec runtime) {
    var variables = runtime.env();
    return variables == null
        ? List.of()
        : variables.stream().map(variable -> Map.entry(variable.name(), variable.value())).toList();
  }

  private static StrategyChoice strategy(ModelServiceSpec spec) {
    var automatic = spec.sharding() != null && spec.sharding().strategy() == Sharding.Strategy.Auto;
    var count = spec.accelerator() == null ? null : spec.accelerator().count();
    if (automatic || (count != null && "Auto".equals(count.getStrVal()))) {
      withoutFacts(spec.model().task())
          .ifPresent(why -> {
            throw new Refused(
                new Violation(
                    automatic ? "spec.sharding.strategy" : "spec.accelerator.count",
                    "Auto goes by the weights of one ONNX file, and " + why,
                    automatic ? "use strategy: None" : "write a number"));
          });
    }
    return automatic ? StrategyChoice.AUTO : StrategyChoice.GIVEN;
  }

  private static Optional<String> withoutFacts(@Nullable Task task) {
    return switch (requireNonNullElse(task, Task.Tensor)) {
      case Tensor, Embedding, Classification, TokenClassification -> Optional.empty();
      case ImageText -> Optional.of("ImageText has three");
      case Generation -> Optional.of("models of task Generation are GGUF files");
    };
  }

  private static PlacementSettings placement(ModelServiceSpec spec) {
    var placement =
        requireNonNullElse(spec.placement(), new Placement(null, null, null, null, null));
    var tiers =
        requireNonNullElse(placement.tiers(), List.<Placement.Tier>of()).stream()
            .map(ServiceSettingsReader::tier)
            .distinct()
            .toList();
    if (tiers.size() > 1 && isGrouped(spec.sharding())) {
      throw new Refused(
          new Violation(
              "spec.placement.tiers",
              "the pods of a group talk to each other at every step and stay in one tier",
              "name one tier, or use strategy: None or Data"));
    }
    return new PlacementSettings(
        requireNonNullElse(placement.nodeSelector(), Map.of()),
        requireNonNullElse(placement.tolerations(), List.<Placement.Toleration>of()).stream()
            .map(ServiceSettingsReader::toleration)
            .toList(),
        Optional.ofNullable(placement.priorityClassName()),
        requireNonNullElse(placement.regions(), List.of()),
        tiers);
  }

  private static boolean isGrouped(@Nullable Sharding sharding) {
    return sharding != null
        && switch (requireNonNullElse(sharding.strategy(), Sharding.Strategy.None)) {
          case None, Data -> false;
          case Pipeline, Tensor, Auto -> true;
        };
  }

  private static Tier tier(Placement.Tier tier) {
    return switch (tier) {
      case Edge -> Tier.EDGE;
      case Cloud -> Tier.CLOUD;
    };
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

  private static HoldPolicy hold(ModelServiceSpec.@Nullable Hold hold) {
    var defaults = HoldPolicy.defaults();
    if (hold == null) {
      return defaults;
    }
    return new HoldPolicy(
        requireNonNullElse(hold.requests(), defaults.requests()),
        hold.bytes() == null
            ? defaults.bytes()
            : valid(MemoryAmount.mebibytes("spec.traffic.hold.bytes", hold.bytes())) << 20,
        duration("spec.traffic.hold.wait", hold.patience(), defaults.patience()));
  }

  private static Optional<DataSharding> sharding(Sharding sharding) {
    return switch (requireNonNullElse(sharding.strategy(), Sharding.Strategy.None)) {
      case None, Pipeline, Tensor, Auto -> Optional.empty();
      case Data ->
          Optional.of(
              new DataSharding(
                  parts(requireNonNullElse(sharding.size(), DataSharding.MOST)),
                  requireNonNullElse(sharding.aggregate(), Sharding.Aggregate.Concat).toCore()));
    };
  }

  private static Optional<GroupSettings> groups(Sharding sharding) {
    return switch (requireNonNullElse(sharding.strategy(), Sharding.Strategy.None)) {
      case None, Data, Auto -> Optional.empty();
      case Pipeline ->
          Optional.of(new GroupSettings(GroupSettings.Sharding.PIPELINE, members(sharding)));
      case Tensor ->
          Optional.of(new GroupSettings(GroupSettings.Sharding.TENSOR, members(sharding)));
    };
  }

  private static int members(Sharding sharding) {
    var size = requireNonNullElse(sharding.size(), 0);
    if (size < GroupSettings.SMALLEST || size > GroupSettings.LARGEST) {
      throw new Refused(
          new Violation(
              "spec.sharding.size",
              "strategy %s makes groups of so many pods, not of %d"
                  .formatted(sharding.strategy(), size),
              "write %d to %d".formatted(GroupSettings.SMALLEST, GroupSettings.LARGEST)));
    }
    return size;
  }

  private static int parts(int size) {
    if (size < DataSharding.FEWEST || size > DataSharding.MOST) {
      throw new Refused(
          new Violation(
              "spec.sharding.size",
              "a batch can't be cut into %d parts".formatted(size),
              "write %d to %d".formatted(DataSharding.FEWEST, DataSharding.MOST)));
    }
    return size;
  }

  private static Duration duration(String field, @Nullable String text, Duration absent) {
    if (text == null) {
      return absent;
    }
    var duration = valid(GoDuration.parse(field, text));
    if (duration.isZero()) {
      throw new Refused(new Violation(field, "it is 0", "write a duration from 1s to 1h"));
    }
    return duration;
  }

  private static <T> T valid(Checked<T> checked) {
    return checked.orThrow(Refused::new);
  }
}
