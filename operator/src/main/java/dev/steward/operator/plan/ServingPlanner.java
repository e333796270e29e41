package dev.steward.operator.plan;

import dev.steward.core.policy.Obligations.Intake;
import dev.steward.core.serving.HoldPolicy;
import dev.steward.core.serving.PeerName;
import dev.steward.core.serving.Protocol;
import dev.steward.core.serving.ServingConfig;
import dev.steward.core.task.ItemKind;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says what the gateways are told of a service: who answers, where those pods are listed, and how
 * its requests are treated.
 *
 * @param current the revision asked for, if it can be made already
 */
record ServingPlanner(
    ServiceSettings service,
    Planner.Present present,
    RevisionHistory history,
    Optional<Revision> current) {

  ServingConfig plan(Rollout rollout) {
    return config(rollout).speaking(protocols(rollout));
  }

  private ServingConfig config(Rollout rollout) {
    return new ServingConfig(
        service.service(),
        present.port(),
        servedModel(rollout),
        present.hostnames(),
        service.timeout(),
        isShut(rollout) ? Optional.empty() : hold(),
        rollout.routes().stream().map(this::routed).toList(),
        Optional.of(new ServingConfig.PodTls(PeerName.podsOf(service.service()), plain())),
        service.sharding(),
        items(),
        present
            .terms()
            .obligations()
            .map(asked -> asked.with(isShut(rollout) ? Intake.REFUSED : Intake.OPEN)));
  }

  /** A task says which service computes its items, and not which model of a repository. */
  private Optional<ItemKind> items() {
    return service.runtime().repository().isPresent()
        ? Optional.empty()
        : ItemKind.of(service.runtime().task().text());
  }

  /** What one of those that answer speaks, or while nobody does, who would. */
  private Set<Protocol> protocols(Rollout rollout) {
    var answering =
        rollout.routes().stream()
            .flatMap(route -> history.find(route.revision()).or(() -> current).stream())
            .toList();
    var speaking = answering.isEmpty() ? current.stream().toList() : answering;
    var protocols = EnumSet.of(Protocol.HTTP);
    speaking.forEach(revision -> protocols.addAll(revision.protocols()));
    return protocols;
  }

  /** Whether its quarantine lets no pod answer, now or for whoever waits. */
  private boolean isShut(Rollout rollout) {
    return switch (present.terms().restraint()) {
      case NONE, UNBEGUN -> false;
      case HELD -> rollout.replicas().values().stream().allMatch(replicas -> replicas == 0);
      case STOPPED -> true;
    };
  }

  /** Clients call the model as the pods that answer most of them know it. */
  private String servedModel(Rollout rollout) {
    return rollout.routes().stream()
        .max(Comparator.comparingInt(Rollout.Route::weight))
        .flatMap(route -> history.find(route.revision()))
        .or(() -> current)
        .flatMap(Revision::runtimeConfig)
        .orElse(service.runtime())
        .model();
  }

  private ServingConfig.Revision routed(Rollout.Route route) {
    var name = route.revision();
    var revision = history.find(name).or(() -> current);
    var pools =
        revision.map(Revision::tiers).orElse(List.of()).stream()
            .map(tier -> Names.pool(name, tier))
            .toList();
    return new ServingConfig.Revision(
        name,
        route.weight(),
        pools.isEmpty() ? name : pools.getFirst(),
        pools.isEmpty()
            ? Optional.empty()
            : Optional.of(new ServingConfig.Spill(room(), pools.subList(1, pools.size()))),
        revision.map(Revision::ingredients).orElse(ServingConfig.Ingredients.UNPINNED));
  }

  /** What a pod is meant for at once, of which each gateway sees its part. */
  private int room() {
    var gateways =
        present.gateways().stream()
            .filter(gateway -> gateway.phase() == GatewayEndpoint.Phase.READY)
            .count();
    return (int) Math.max(1, Math.ceil(service.scaling().concurrency() / Math.max(1, gateways)));
  }

  /** Every revision whose pods may still answer, routed or not: gateways lead there in need. */
  private Set<String> plain() {
    var plain = new HashSet<>(history.plain());
    current
        .filter(revision -> !revision.hasCredentials())
        .map(Revision::name)
        .ifPresent(plain::add);
    return plain;
  }

  /** Where a person has stopped all pods, nobody would start one for those who wait. */
  private Optional<HoldPolicy> hold() {
    return switch (service.scaling()) {
      case ScalingSettings.Builtin builtin -> Optional.of(service.hold());
      case ScalingSettings.External(var replicas) ->
          replicas == 0 ? Optional.empty() : Optional.of(service.hold());
      case ScalingSettings.Fixed(var replicas) ->
          replicas == 0 ? Optional.empty() : Optional.of(service.hold());
    };
  }
}
