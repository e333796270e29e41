/** Tests of what Prometheus reads. */
@NullMarked
package dev.steward.gateway.metrics;

import org.jspecify.annotations.NullMarked;
