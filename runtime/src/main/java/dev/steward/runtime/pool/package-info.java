/**
 * Who computes when: a few platform threads, a bounded number of requests that wait for them, and
 * deadlines.
 *
 * <p>A request is admitted once and computes in one or more runs, one after the other; between its
 * runs others get their turn, first come first served. It must not know what is computed.
 */
@NullMarked
package dev.steward.runtime.pool;

import org.jspecify.annotations.NullMarked;
