/**
 * What is told about a service: conditions by kstatus, status and events, as pure functions of what
 * was observed, decided and applied.
 *
 * <p>{@link dev.steward.operator.status.Diagnosis} finds the one thing that keeps a service from
 * being ready, the most telling first; {@code Ready}, {@code Reconciling} and {@code Stalled} each
 * say it in their own way. Every reason is one of {@link dev.steward.operator.status.Reason}, and
 * every message says what is wrong and what would be right.
 *
 * <p>A message must not hold what changes by itself, such as a count of restarts: each change is a
 * write.
 */
@NullMarked
package dev.steward.operator.status;

import org.jspecify.annotations.NullMarked;
