package dev.steward.operator.status;

import dev.steward.operator.group.GroupDecision;
import dev.steward.operator.observe.Observed;
import dev.steward.operator.observe.PodFacts;
import dev.steward.operator.observe.PodFacts.State;
import dev.steward.operator.plan.GatewayEndpoint;
import dev.steward.operator.plan.Plan;
import dev.steward.operator.plan.Planner;
import dev.steward.operator.plan.PoolPlan;
import dev.steward.operator.plan.Rollout;
import dev.steward.operator.plan.ServiceSettings;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A planned service, as a diagnosis sees it.
 *
 * @param observed what there was
 * @param settings what is asked for
 * @param plan what was decided
 * @param refusals what of it couldn't be applied
 */
record Situation(Observed observed, ServiceSettings settings, Plan plan, List<Refusal> refusals) {

  Situation {
    refusals = List.copyOf(refusals);
  }

  String revision() {
    return plan.revision();
  }

  int wanted() {
    return settings.replicas();
  }

  /** Pods of the revision asked for, those that leave excepted, by name. */
  List<PodFacts> currentPods() {
    return observed.pods().stream()
        .filter(pod -> pod.revision().equals(revision()) && pod.state() != State.LEAVING)
        .sorted(Comparator.comparing(PodFacts::name))
        .toList();
  }

  /** The groups of the revision asked for, by number; empty: its pods are replicas themselves. */
  Optional<List<GroupDecision>> currentGroups() {
    return Optional.ofNullable(plan.groups().get(revision()));
  }

  /** The pools of the revision asked for, the nearest first; empty: it has one. */
  List<PoolPlan> pools() {
    return plan.pools().getOrDefault(revision(), List.of());
  }

  /** Whether a pod is asked for anew in a farther tier, and what it lacks is no trouble. */
  boolean isWithdrawn(PodFacts pod) {
    return pod.isUnplaced()
        && pod.tier().isPresent()
        && !pools().isEmpty()
        && pod.tier().get() != pools().getLast().tier();
  }

  /** What a replica is called. */
  String one() {
    return currentGroups().isPresent() ? "group" : "pod";
  }

  /** Replicas that answer: pods, or groups that are whole. */
  int ready() {
    return currentGroups()
        .map(groups -> (int) groups.stream().filter(group -> group.group().isWhole()).count())
        .orElseGet(this::readyPods);
  }

  private int readyPods() {
    return (int) currentPods().stream().filter(pod -> pod.state() == State.READY).count();
  }

  /**
   * Whether every request would reach a pod of the revision asked for, by what is stored; where no
   * pod is asked for, whether it would wait or reach one that is about to go.
   */
  Routing routing() {
    var asPlanned =
        observed
            .servingConfig()
            .flatMap(config -> Optional.ofNullable(config.getSpec().revisions()))
            .filter(revisions ->
                wanted() == 0
                    || (revisions.size() == 1 && revisions.getFirst().name().equals(revision())))
            .isPresent();
    if (!isAnyGateway(GatewayEndpoint.Phase.READY)) {
      return isAnyGateway(GatewayEndpoint.Phase.BARRED)
          ? Routing.GATEWAYS_BARRED
          : Routing.NO_GATEWAY;
    }
    return asPlanned && !isNew() && !observed.owned(EndpointSlice.class).isEmpty()
        ? Routing.COMPLETE
        : Routing.PENDING;
  }

  private boolean isAnyGateway(GatewayEndpoint.Phase phase) {
    return observed.gateways().stream().anyMatch(endpoint -> endpoint.phase() == phase);
  }

  /**
   * Whether the gateways were told of the service only now: one at zero has nothing else to wait
   * for, and would be called ready before its port is open. A time that is yet to come is another
   * clock's, and no reason to wait.
   */
  boolean isNew() {
    return observed
        .servingConfig()
        .flatMap(config -> Optional.ofNullable(config.getMetadata().getCreationTimestamp()))
        .map(Instant::parse)
        .filter(created ->
            !created.isAfter(observed.now())
                && created.plus(Planner.SPREAD).isAfter(observed.now()))
        .isPresent();
  }

  /** Whether requests find their way. */
  enum Routing {
    COMPLETE,
    PENDING,
    NO_GATEWAY,
    /** There are some, and none runs the service's policies. */
    GATEWAYS_BARRED
  }

  /** The revision that answers meanwhile, if it isn't the one asked for. */
  Optional<String> oldServing() {
    return switch (plan.rollout().phase()) {
      case Rollout.Phase.Settled settled -> Optional.empty();
      case Rollout.Phase.Vacating vacating -> Optional.empty();
      case Rollout.Phase.Replacing(var old) -> Optional.of(old);
      case Rollout.Phase.Swapping(var old, var resource) -> Optional.of(old);
      case Rollout.Phase.AwaitingCapacity(var old, var resource) -> Optional.of(old);
      case Rollout.Phase.Retiring(var old) -> Optional.of(old);
    };
  }
}
