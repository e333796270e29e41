package dev.steward.tasks.journal;

import java.time.Instant;

/**
 * Where a task stands in a trace, for all who work on it.
 *
 * @param traceparent the place of the whole task (W3C Trace Context)
 * @param begun when it began
 */
public record TaskTrace(String traceparent, Instant begun) {}
