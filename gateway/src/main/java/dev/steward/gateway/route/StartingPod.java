package dev.steward.gateway.route;

/**
 * A pod that has an address and that the kubelet hasn't seen ready yet.
 *
 * @param address where it will answer
 * @param adminPort where its {@code /readyz} is asked
 */
public record StartingPod(PodAddress address, int adminPort) {}
