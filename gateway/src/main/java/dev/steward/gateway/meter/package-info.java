/** Counting on the way of requests: exact, without a lock, and without a thread that ticks. */
@NullMarked
package dev.steward.gateway.meter;

import org.jspecify.annotations.NullMarked;
