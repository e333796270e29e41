package dev.steward.operator.plan;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.core.check.Checked;
import dev.steward.core.model.ModelUri;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.serving.HoldPolicy;
import dev.steward.core.serving.Protocol;
import dev.steward.core.serving.ServiceId;
import dev.steward.core.shard.DataSharding;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A ModelService as the rest of the operator knows it: read, checked, and with the defaults filled
 * in.
 *
 * @param service which one
 * @param runtime what its pods are told
 * @param access how they get at their model
 * @param image the runtime's image, where the user names one
 * @param protocols what the image speaks
 * @param arguments of that image; empty: its own
 * @param plainEngine where that image's process listens, if it needs a guard
 * @param environment further variables of the runtime's process, in the user's order
 * @param resources what each pod asks of its node
 * @param accelerator the GPUs each pod needs
 * @param placement where pods may run
 * @param scaling how many pods, and who says so
 * @param timeout from dispatch of a request to the end of its answer
 * @param hold how requests wait while no pod is ready
 * @param sharding how batches are cut; empty: they aren't
 * @param groups what a replica is made up of, if it isn't one pod
 * @param strategy whether that is yet to be found
 * @param fixed what was found of what the service leaves open, once it is
 * @param hostname the name by which the shared front port knows the service
 */
public record ServiceSettings(
    ServiceId service,
    RuntimeConfig runtime,
    ModelAccess access,
    Optional<String> image,
    Set<Protocol> protocols,
    List<String> arguments,
    Optional<PlainEngine> plainEngine,
    List<Map.Entry<String, String>> environment,
    PodResources resources,
    Optional<AcceleratorSettings> accelerator,
    PlacementSettings placement,
    ScalingSettings scaling,
    Duration timeout,
    HoldPolicy hold,
    Optional<DataSharding> sharding,
    Optional<GroupSettings> groups,
    StrategyChoice strategy,
    Optional<FixedSize> fixed,
    Optional<String> hostname) {

  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

  public ServiceSettings {
    protocols = Set.copyOf(protocols);
    arguments = List.copyOf(arguments);
    environment = List.copyOf(environment);
  }

  /** How many replicas there are to be, pods or groups of pods, 0 to 1000. */
  public int replicas() {
    return scaling.replicas();
  }

  /** The claims that its pods need, each with the field that names it. */
  public Map<String, String> claims() {
    var claims = new LinkedHashMap<String, String>();
    if (runtime.uri() instanceof ModelUri.Pvc pvc) {
      claims.put(pvc.claim(), "spec.model.uri");
    }
    access.cache().ifPresent(cache -> claims.put(cache.claim(), "spec.model.cache.claim"));
    return claims;
  }

  /** Whether its pods can't be planned without the facts of its model. */
  public boolean needsFacts() {
    return isAutomatic() || isCutByHand();
  }

  /** Whether something is left to be found by the model's weights. */
  public boolean isAutomatic() {
    return strategy == StrategyChoice.AUTO
        || accelerator.filter(it -> it.count() instanceof GpuCount.Auto).isPresent();
  }

  /** Whether it says that the model is cut into stages. */
  boolean isCutByHand() {
    return strategy == StrategyChoice.GIVEN
        && groups.filter(it -> it.sharding() == GroupSettings.Sharding.PIPELINE).isPresent();
  }

  /** The same for one pod without an accelerator. */
  public ServiceSettings onCpus() {
    return with(Optional.empty(), Optional.empty(), StrategyChoice.GIVEN, Optional.empty());
  }

  /** The same with another accelerator. */
  public ServiceSettings withAccelerator(AcceleratorSettings other) {
    return with(Optional.of(other), groups, strategy, fixed);
  }

  /** The same with no more replicas than that. */
  ServiceSettings atMost(int most) {
    return new ServiceSettings(
        service,
        runtime,
        access,
        image,
        protocols,
        arguments,
        plainEngine,
        environment,
        resources,
        accelerator,
        placement,
        scaling.atMost(most),
        timeout,
        hold,
        sharding,
        groups,
        strategy,
        fixed,
        hostname);
  }

  /** The same with nothing left open. */
  ServiceSettings fixedAs(FixedSize size) {
    var sized = size.sized();
    var leastMib =
        sized.least().stream()
            .mapToLong(least -> Math.ceilDiv(least.count(), 1L << 20))
            .findFirst();
    return with(
        accelerator.map(it -> it.sized(sized.gpus(), leastMib)),
        switch (sized.strategy()) {
          case NONE -> Optional.empty();
          case STAGES ->
              Optional.of(new GroupSettings(GroupSettings.Sharding.PIPELINE, sized.size()));
          case RANKS -> Optional.of(new GroupSettings(GroupSettings.Sharding.TENSOR, sized.size()));
        },
        StrategyChoice.GIVEN,
        Optional.of(size));
  }

  private ServiceSettings with(
      Optional<AcceleratorSettings> otherAccelerator,
      Optional<GroupSettings> otherGroups,
      StrategyChoice otherStrategy,
      Optional<FixedSize> otherFixed) {
    return new ServiceSettings(
        service,
        runtime,
        access,
        image,
        protocols,
        arguments,
        plainEngine,
        environment,
        resources,
        otherAccelerator,
        placement,
        scaling,
        timeout,
        hold,
        sharding,
        otherGroups,
        otherStrategy,
        otherFixed,
        hostname);
  }

  /** Reads a service, or says the first thing that is wrong with it. */
  public static Checked<ServiceSettings> of(ModelService service) {
    return ServiceSettingsReader.read(service);
  }
}
