/**
 * Several processes that compute one model together: each has a stage, and activations travel from
 * stage to stage and the answer back.
 *
 * <p>A stage is a server to the one before it and a client of the one after it, and what it does
 * with a micro-batch is a recursion: compute the own part, have the rest computed by the next
 * stage, give back what comes. {@link dev.steward.runtime.pipeline.Stage} is that call, {@link
 * dev.steward.runtime.pipeline.LocalStage} the own part before a next one, {@link
 * dev.steward.runtime.pipeline.RemoteStage} the next one over a connection, {@link
 * dev.steward.runtime.pipeline.StagePort} the door of a process. Stage 0 has no door: it has the
 * requests.
 *
 * <p>The protocol is frames over TCP ({@link dev.steward.runtime.pipeline.FrameCodec}), over mutual
 * TLS between machines. Its rules:
 *
 * <ul>
 *   <li>A connection begins with HELLO and WELCOME, or REFUSED and its reason: the version, the
 *       incarnation of the group, the model's digest, the cut and the place in it must be the same
 *       on both sides.
 *   <li>WORK may be sent as long as there is credit. A stage gives back a credit when it takes a
 *       micro-batch from its queue, so that queues are bounded and a slow stage slows those before
 *       it. DONE, FAILED and CANCEL need no credit.
 *   <li>Each WORK is answered by one DONE or FAILED, in any order, or by the end of the connection.
 *       A connection that ends fails all that is out on it, at once.
 *   <li>READY and BUSY say whether the stage and all after it can compute. PING comes when nothing
 *       else does; silence ends the connection.
 * </ul>
 *
 * <p>Example, two micro-batches in flight: 0 sends WORK a, WORK b; 1 takes a (CREDIT), computes,
 * answers DONE a while 0 already computes c.
 *
 * <p>It must not know HTTP, what the model is used for, nor how a file is cut.
 */
@NullMarked
package dev.steward.runtime.pipeline;

import org.jspecify.annotations.NullMarked;
