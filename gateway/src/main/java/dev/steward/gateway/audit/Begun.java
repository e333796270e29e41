package dev.steward.gateway.audit;

import java.time.Instant;

/**
 * A request, as it is known before it is answered.
 *
 * @param at when it came
 * @param operation what was asked for
 */
public record Begun(Instant at, Operation operation) {}
