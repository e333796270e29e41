package dev.steward.operator.plan;

import java.util.Optional;

/**
 * What there is of a revision in one of its tiers.
 *
 * @param replicas pods that are asked for
 * @param ready of its pods those that answer
 * @param placed of its pods those that no scheduler has turned away
 * @param unplaced of its pods those that no node takes
 * @param full what is known of the tier, as it is stored; empty: it may have room
 */
public record PoolState(
    String revision,
    Tier tier,
    int replicas,
    int ready,
    int placed,
    int unplaced,
    Optional<FullTier> full) {}
