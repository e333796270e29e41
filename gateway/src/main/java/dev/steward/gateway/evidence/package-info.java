/**
 * The trail of requests in this gateway's evidence log.
 *
 * <p>{@link dev.steward.gateway.evidence.LogKeeper} keeps the log open: it opens it, and opens it
 * again with growing pauses after it has failed, by which it recovers as after a crash. While it is
 * open there is a {@link dev.steward.gateway.evidence.Session}; records belong to the session in
 * which their request began. A request whose session is over isn't ended any more: opening the log
 * again has recorded it as interrupted, and one that ended twice would be a contradiction.
 *
 * <p>While no record can be written, what becomes of requests is for their service's policy to say:
 * they are refused, or they go on and are counted, and the count is recorded as a gap once records
 * can be written again. Nothing waits for a disk without a bound: a record that isn't durable after
 * {@link dev.steward.gateway.evidence.Session#PATIENCE} counts as none.
 *
 * <p>What is asked and answered is handed to the log as it passes, where a policy has it kept, and
 * gives way long before records do: from a volume that is filled to 85 percent on. Records go on to
 * sinks while a session lasts ({@link dev.steward.gateway.evidence.Outlets}).
 *
 * <p>It must not know Kubernetes, nor read what is asked or answered.
 */
@NullMarked
package dev.steward.gateway.evidence;

import org.jspecify.annotations.NullMarked;
