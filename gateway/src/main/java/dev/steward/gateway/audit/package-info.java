/**
 * The record that a request leaves, and that nothing is answered before it is there.
 *
 * <p>A request's record is begun as soon as its service is known. Whatever goes to the client then,
 * be it an answer, a refusal or the comment that keeps a waiting client's connection, waits until
 * the record is durable; as a rule it is by then, for a pod takes longer than a disk. With the last
 * byte the record is ended. It says who was asked for what, when, and what came of it, and holds
 * nothing of what was asked or answered. Where a policy has that kept, too, the trail is shown it
 * as it passes ({@link dev.steward.gateway.audit.Passing}); nobody waits for that.
 *
 * <p>What happens while no record can be written is the {@link dev.steward.gateway.audit.Trail
 * trail's} to decide: it either lets requests go on, or fails, and then they are refused.
 */
@NullMarked
package dev.steward.gateway.audit;

import org.jspecify.annotations.NullMarked;
