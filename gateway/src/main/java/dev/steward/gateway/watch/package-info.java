/**
 * Turns what the API server tells of ServingConfigs and EndpointSlices into {@link
 * dev.steward.gateway.route.Routes}; the only place that knows a Kubernetes client.
 *
 * <p>Two watches keep copies of the objects. Each change asks for new routes; changes that come
 * close together make one snapshot, and the last one is always in a snapshot. While the API server
 * is away the copies stay as they are, and so do the routes. How objects become routes is a pure
 * function, {@code RouteAssembly}.
 */
@NullMarked
package dev.steward.gateway.watch;

import org.jspecify.annotations.NullMarked;
