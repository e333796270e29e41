package dev.steward.core.autoscale;

import java.time.Instant;
import java.util.Optional;

/**
 * One replica that hasn't been told to go.
 *
 * @param created when it was asked for: a pod's {@code creationTimestamp}
 * @param ready since when it answers: when the pod's condition {@code Ready} became true; empty
 *     while it starts
 */
public record Replica(Instant created, Optional<Instant> ready) {}
