package dev.steward.operator.status;

import dev.steward.api.v1alpha1.ModelServiceStatus.PoolStatus;
import dev.steward.api.v1alpha1.Placement;
import dev.steward.operator.observe.PodFacts;
import dev.steward.operator.plan.PoolPlan;
import dev.steward.operator.plan.PoolPlanner;
import dev.steward.operator.plan.Tier;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the pools of the revision asked for, where it has one in each of several tiers. */
final class PoolStatuses {

  private PoolStatuses() {}

  static @Nullable List<PoolStatus> of(Situation situation) {
    var pools = situation.pools();
    return pools.isEmpty() ? null : pools.stream().map(pool -> told(pool, situation)).toList();
  }

  private static PoolStatus told(PoolPlan pool, Situation situation) {
    var ready =
        situation.currentPods().stream()
            .filter(pod -> pod.tier().equals(Optional.of(pool.tier())))
            .filter(pod -> pod.state() == PodFacts.State.READY)
            .count();
    return new PoolStatus(
        name(pool.tier()),
        ready + "/" + pool.replicas(),
        pool.full()
            .map(full -> full.since().truncatedTo(ChronoUnit.SECONDS).toString())
            .orElse(null));
  }

  private static Placement.Tier name(Tier tier) {
    return switch (tier) {
      case EDGE -> Placement.Tier.Edge;
      case CLOUD -> Placement.Tier.Cloud;
    };
  }

  /** When a full tier is tried again. */
  static Optional<Duration> lookAgain(Situation situation) {
    var now = situation.observed().now();
    return situation.plan().pools().values().stream()
        .flatMap(List::stream)
        .flatMap(pool -> pool.full().stream())
        .map(full -> Duration.between(now, full.since().plus(PoolPlanner.TRIED_AGAIN)))
        .min(Duration::compareTo);
  }
}
