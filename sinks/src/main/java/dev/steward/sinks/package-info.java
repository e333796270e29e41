/**
 * Carries what an evidence log recorded to other systems, at least once, behind the log.
 *
 * <pre>
 * log ─ files on its volume ─► Follower ─► Batch ─► Sink: a webhook, a collector, an object store
 *                                 ▲                  │ taken
 *                                 └── cursor, on the volume, durable ◄──┘
 * </pre>
 *
 * Each sink has a {@link dev.steward.sinks.Carrier} with a thread of its own, which reads the log's
 * own files up to its last signed checkpoint. So the log never waits for a sink, and a sink that is
 * away for a day needs no more memory than one that isn't: it finds its place again by its cursor.
 *
 * <h2>What is promised</h2>
 *
 * The cursor moves when a batch was taken, and not before. A gateway that ends in between sends the
 * batch again; batches may then be cut otherwise. Every record has the log's origin and its index
 * in it, and these two name it for good: whoever keeps records puts them by these. A receiver that
 * says that it has taken what it then loses isn't noticed.
 *
 * <p>What a sink refuses is tried again, slower and slower up to five minutes, for as long as it
 * takes: evidence isn't dropped because a receiver was set up wrong. Only what is destroyed on its
 * day, before it could be sent, isn't sent; that is counted.
 *
 * <p>Content never leaves, and nothing that leaves is of a person.
 */
@NullMarked
package dev.steward.sinks;

import org.jspecify.annotations.NullMarked;
