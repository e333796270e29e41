/**
 * What the gateway counts, as Prometheus reads it.
 *
 * <p>Labels have bounded values only: services and revisions of the routes in force, and classes of
 * statuses. What belongs to a service that left is removed.
 */
@NullMarked
package dev.steward.gateway.metrics;

import org.jspecify.annotations.NullMarked;
