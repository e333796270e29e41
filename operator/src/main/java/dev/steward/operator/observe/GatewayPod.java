package dev.steward.operator.observe;

import dev.steward.operator.plan.GatewayEndpoint;

/**
 * A gateway's pod that has an address.
 *
 * @param name of the pod, by which it reports
 * @param endpoint where it is found
 */
public record GatewayPod(String name, GatewayEndpoint endpoint) {}
