package dev.steward.gateway.audit;

import java.time.Instant;

/**
 * A request, as it is known before it is answered.
 *
 * @param requestId its name in logs and headers; a client's own has passed {@code RequestId}
 * @param at when it came
 * @param operation what was asked for
 */
public record Begun(String requestId, Instant at, Operation operation) {}
