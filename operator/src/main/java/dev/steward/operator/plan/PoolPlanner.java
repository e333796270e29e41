package dev.steward.operator.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Spreads the pods of a revision over its tiers: each is filled before the next one gets any, and
 * the last one gets what the others don't take.
 *
 * <p>That a tier is full shows by a pod that no node takes. Such pods are withdrawn and asked for
 * in the next tier, and what was found stands for {@link #TRIED_AGAIN}. A pod of a farther tier
 * goes only when one of a nearer tier answers in its place. Worked example, 3 pods on tiers edge
 * and cloud, with room for one at the edge, and later for two:
 *
 * <pre>
 *   observed                                        next
 *   nothing                                         edge 3
 *   edge 3: 1 placed, 2 unplaced                    edge 1 (full at 1)   cloud 2
 *   edge 1 ready, full for 4 min; cloud 2 ready     the same
 *   edge 1 ready, full for 5 min; cloud 2 ready     edge 3               cloud 2
 *   edge 3: 2 ready, 1 unplaced; cloud 2 ready      edge 2 (full at 2)   cloud 1
 * </pre>
 */
public final class PoolPlanner {

  /** Long against the start of a pod: a full tier isn't asked all the time. */
  public static final Duration TRIED_AGAIN = Duration.ofMinutes(5);

  private final Collection<PoolState> states;
  private final Instant now;

  /**
   * A planner for one revision.
   *
   * @param states of its pools
   */
  PoolPlanner(Collection<PoolState> states, Instant now) {
    this.states = states;
    this.now = now;
  }

  /** The pools of {@code wanted} pods, in the order of their tiers. */
  List<PoolPlan> plan(List<Tier> tiers, int wanted) {
    var plans = new ArrayList<PoolPlan>();
    // Pods that no nearer tier is asked for, and pods in whose place none of a nearer tier answers.
    int missing = wanted;
    int unanswered = wanted;
    for (var tier : tiers) {
      var state = state(tier);
      var full = tier == tiers.getLast() ? Optional.<FullTier>empty() : full(state);
      int asked = full.isPresent() ? Math.min(full.get().pods(), missing) : missing;
      int kept = plans.isEmpty() ? 0 : Math.min(state.replicas(), unanswered);
      int replicas = Math.max(asked, kept);
      plans.add(new PoolPlan(tier, replicas, full));
      missing = Math.max(0, missing - replicas);
      unanswered = Math.max(0, unanswered - Math.min(state.ready(), replicas));
    }
    return plans;
  }

  /** What was found before is found anew where pods are turned away, but isn't younger for that. */
  private Optional<FullTier> full(PoolState state) {
    var known = state.full().filter(full -> now.isBefore(full.since().plus(TRIED_AGAIN)));
    return state.unplaced() == 0
        ? known
        : Optional.of(new FullTier(state.placed(), known.map(FullTier::since).orElse(now)));
  }

  private PoolState state(Tier tier) {
    return states.stream()
        .filter(state -> state.tier() == tier)
        .findFirst()
        .orElseGet(() -> new PoolState("", tier, 0, 0, 0, 0, Optional.empty()));
  }
}
