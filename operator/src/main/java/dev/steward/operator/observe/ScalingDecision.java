package dev.steward.operator.observe;

import java.time.Instant;

/**
 * A change of a service's number of pods that the autoscaler made.
 *
 * @param at when it was written
 * @param from pods asked for before
 * @param to pods asked for since
 * @param reason the rule that gave the number, as the autoscaling guide lists it
 * @param message the arithmetic behind it
 */
public record ScalingDecision(Instant at, int from, int to, String reason, String message) {}
