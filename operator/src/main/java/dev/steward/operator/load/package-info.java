/**
 * What the gateways report, kept as long as it says something of now: by every operator, so that
 * one that begins to lead isn't blind.
 *
 * <p>A second of a service's load is the sum of what the gateways said of it, where a gateway that
 * reports and doesn't name the service says that nobody asked. It is known once every gateway that
 * has reported lately has reported on it; a gateway that fell silent is waited for two seconds. Of
 * policies the last word of each gateway counts, with the time at which it was repeated last.
 *
 * <p>It must not know Kubernetes, nor what is decided by it.
 */
@NullMarked
package dev.steward.operator.load;

import org.jspecify.annotations.NullMarked;
