/**
 * What a process tells of its requests as spans of OpenTelemetry, and how a trace goes on from one
 * process to the next (W3C Trace Context).
 *
 * <p>Whoever serves requests knows {@link dev.steward.tracing.Tracing} and {@link
 * dev.steward.tracing.RequestSpan} alone. OpenTelemetry's classes stand behind them and are loaded
 * when somebody has said where spans go: without {@code OTEL_EXPORTER_OTLP_ENDPOINT} nothing of
 * this is done, and a trace's headers pass through as they came.
 *
 * <p>A request never waits for its spans. Those that have ended are held in a queue with a bound,
 * leave in batches on a thread of its own, and are given up, and counted, when the queue is full or
 * nobody takes them.
 *
 * <p>No span has anything of what users wrote: no prompt, no answer, no path or query as it was
 * sent, no address or name of a client.
 */
@NullMarked
package dev.steward.tracing;

import org.jspecify.annotations.NullMarked;
