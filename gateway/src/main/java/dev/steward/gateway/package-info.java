/**
 * The data plane's front: one process through which every inference request passes.
 *
 * <p>{@link dev.steward.gateway.GatewayServer} listens and proxies by an immutable {@link
 * dev.steward.gateway.route.Routes}; who makes the routes, it doesn't know. In a cluster {@code
 * gateway.watch} makes them, in one process the program that embeds it.
 */
@NullMarked
package dev.steward.gateway;

import org.jspecify.annotations.NullMarked;
