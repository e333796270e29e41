/**
 * What the gateways report of the load, kept for some seconds: by every operator, so that one that
 * begins to lead isn't blind.
 *
 * <p>A second of a service is the sum of what the gateways said of it, where a gateway that reports
 * and doesn't name the service says that nobody asked. It is known once every gateway that has
 * reported lately has reported on it; a gateway that fell silent is waited for two seconds.
 *
 * <p>It must not know Kubernetes, nor what is decided by the load.
 */
@NullMarked
package dev.steward.operator.load;

import org.jspecify.annotations.NullMarked;
