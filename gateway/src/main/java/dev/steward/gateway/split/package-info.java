/**
 * Requests with several rows, computed by several pods at the same time.
 *
 * <p>A request of a service with {@code spec.sharding.strategy: Data} is read whole, within bounds,
 * and cut by the rows of its batch ({@code core.shard}, {@code protocol.rows}). The parts go to
 * different pods of one revision; how long each took is remembered as its pod's speed. What a pod
 * doesn't answer goes to another, what it answers late is computed a second time elsewhere, and the
 * first answer counts. In the end there is one whole answer or one error, never a part of either.
 *
 * <p>Example: 10 rows over pods of 30, 10 and 10 rows a second go out as 6, 2 and 2. The second pod
 * dies: its 2 rows go to another. The third is late: its 2 rows go out once more, to the pod that
 * is least loaded, and whichever is done first is taken, the other called off. The client sees 10
 * rows.
 *
 * <p>Each such request has a virtual thread of its own ({@code Gathering}), which owns all of its
 * state; connections tell it what happens through a queue. So the selectors' threads do nothing for
 * it but move bytes, and requests that aren't cut never notice it.
 *
 * <p>With Data sharding a part may be computed twice, which a user has agreed to by asking for it;
 * the plain way sends a POST twice only where it can't have been computed.
 */
@NullMarked
package dev.steward.gateway.split;

import org.jspecify.annotations.NullMarked;
