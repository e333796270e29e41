package dev.steward.operator.plan;

import java.util.Optional;

/**
 * What there is to be of a revision in one of its tiers.
 *
 * @param replicas pods to ask for
 * @param full what is known of the tier; empty: it may have room
 */
public record PoolPlan(Tier tier, int replicas, Optional<FullTier> full) {}
