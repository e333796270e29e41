/**
 * What a gateway tells the operators of its load: once a second, and at once when a request begins
 * to wait for a pod.
 *
 * <p>What is counted is counted where requests come and go ({@link
 * dev.steward.gateway.meter.Occupancy}), exactly and without a lock; here it is only read, and the
 * difference to the last time is what happened in between.
 *
 * <p>Every operator is told, whether it leads or not, each by itself: one that doesn't answer keeps
 * no other from hearing. What can't be delivered is not kept, for the next second tells the rest.
 */
@NullMarked
package dev.steward.gateway.load;

import org.jspecify.annotations.NullMarked;
