/**
 * What the runtime counts and times, in Prometheus' format; every label value is from a fixed set.
 */
@NullMarked
package dev.steward.runtime.metrics;

import org.jspecify.annotations.NullMarked;
