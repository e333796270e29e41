package dev.steward.gateway.audit;

import dev.steward.core.task.TaskUid;
import java.time.Instant;
import java.util.Optional;

/**
 * A request, as it is known before it is answered.
 *
 * @param at when it came
 * @param operation what was asked for
 * @param requestId the name that the gateway gave it, for logs and its pod; empty if it goes by a
 *     client's name, which stands in no record
 * @param task the InferenceTask whose item it is, or that it asks about
 */
public record Begun(
    Instant at, Operation operation, Optional<String> requestId, Optional<TaskUid> task) {}
