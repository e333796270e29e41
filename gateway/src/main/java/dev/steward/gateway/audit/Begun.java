package dev.steward.gateway.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * A request, as it is known before it is answered.
 *
 * @param at when it came
 * @param operation what was asked for
 * @param requestId the name that the gateway gave it, for logs and its pod; empty if it goes by a
 *     client's name, which stands in no record
 */
public record Begun(Instant at, Operation operation, Optional<String> requestId) {}
