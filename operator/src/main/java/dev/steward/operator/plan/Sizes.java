package dev.steward.operator.plan;

import dev.steward.core.check.Violation;
import dev.steward.core.model.ModelFacts;
import dev.steward.core.size.CpuSizer;
import dev.steward.core.size.Engine;
import dev.steward.core.size.GpuDemand;
import dev.steward.core.size.GpuSizer;
import dev.steward.core.size.GpuSizer.NodeChoice;
import dev.steward.core.size.Sizing;
import dev.steward.core.size.Spread;
import dev.steward.operator.plan.AcceleratorSettings.Plugin;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds what a service leaves to {@code Auto}. */
final class Sizes {

  private Sizes() {}

  /** What this installation can't do for a service, whatever its model and its nodes. */
  static Optional<Violation> refusal(ServiceSettings service, PlanSettings plan) {
    return service
        .accelerator()
        .flatMap(accelerator ->
            switch (accelerator.source()) {
              case Plugin plugin ->
                  service.isAutomatic() && plan.nodes() == PlanSettings.Nodes.HIDDEN
                      ? Optional.of(blind(accelerator))
                      : Optional.empty();
              case AcceleratorSettings.Driver driver -> refusal(service, driver, plan);
            });
  }

  private static Violation blind(AcceleratorSettings accelerator) {
    var problem = "this installation serves one namespace and can't see what GPUs the nodes have";
    return accelerator.count() instanceof GpuCount.Auto
        ? new Violation("spec.accelerator.count", problem, "write a number in place of Auto")
        : new Violation("spec.sharding.strategy", problem, "write a strategy in place of Auto");
  }

  private static Optional<Violation> refusal(
      ServiceSettings service, AcceleratorSettings.Driver driver, PlanSettings plan) {
    if (plan.devices().isEmpty()) {
      return Optional.of(
          new Violation(
              "spec.accelerator.deviceClass",
              "the API server has no dynamic resource allocation (%s), so nobody gives pods devices of \"%s\""
                  .formatted(DeviceApi.NAMES, driver.deviceClass()),
              "use spec.accelerator.resource, or turn it on and start the operator again"));
    }
    return service.isAutomatic()
        ? Optional.of(
            new Violation(
                "spec.sharding.strategy",
                "Auto goes by what device plugins tell of nodes, which a deviceClass has nothing to do with",
                "write a strategy in place of Auto"))
        : Optional.empty();
  }

  /**
   * What it is; empty while it isn't known what nodes there are.
   *
   * @param nodes as far as they were read
   */
  static Optional<Sizing> of(
      ServiceSettings service, ModelFacts facts, Optional<List<NodeFacts>> nodes) {
    var plugin = service.accelerator().flatMap(AcceleratorSettings::plugin);
    if (plugin.isEmpty()) {
      return Optional.of(
          CpuSizer.size(
              facts, engine(service), service.resources().memoryLimit(), GroupSettings.LARGEST));
    }
    var demand =
        new GpuDemand(
            facts,
            engine(service),
            spread(service),
            switch (service.accelerator().orElseThrow().count()) {
              case GpuCount.Exactly(var number) -> OptionalInt.of(number);
              case GpuCount.Auto auto -> OptionalInt.empty();
            },
            GroupSettings.LARGEST);
    return nodes.map(seen ->
        GpuSizer.size(
            demand,
            wanted(plugin.get()),
            GpuInventory.of(seen, plugin.get(), service.placement()),
            plugin.get().isLabelled() ? NodeChoice.BY_MEMORY : NodeChoice.NONE));
  }

  /** An image of the service's own is taken for an engine that shards a model itself. */
  private static Engine engine(ServiceSettings service) {
    return service.image().isPresent() && !service.isCutByHand()
        ? Engine.SHARDS_ITSELF
        : Engine.STEWARD;
  }

  private static Spread spread(ServiceSettings service) {
    return switch (service.strategy()) {
      case AUTO -> new Spread.Auto();
      case GIVEN ->
          service
              .groups()
              .<Spread>map(groups ->
                  switch (groups.sharding()) {
                    case PIPELINE -> new Spread.Stages(groups.size());
                    case TENSOR -> new Spread.Ranks(groups.size());
                  })
              .orElseGet(Spread.Whole::new);
    };
  }

  private static String wanted(Plugin plugin) {
    return plugin.resource()
        + (plugin.products().isEmpty()
            ? ""
            : " of product " + String.join(" or ", plugin.products()))
        + (plugin.minMemoryMib().isEmpty()
            ? ""
            : " with at least " + plugin.minMemoryMib().getAsLong() + " MiB");
  }
}
