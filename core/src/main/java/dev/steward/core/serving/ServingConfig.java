package dev.steward.core.serving;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One service as the gateways see it.
 *
 * @param service whose requests these are
 * @param port the service's own port at every gateway, which is its identity there: a request that
 *     arrived on it is for this service, whatever its headers say
 * @param model the name that clients use in paths and bodies
 * @param hostnames names by which the shared front port knows this service; may be empty
 * @param timeout from dispatch to the end of the answer
 * @param hold how requests wait while no pod is ready; empty: they are refused at once, for nobody
 *     would start one
 * @param revisions who answers, by weight; weights sum to 100, or the list is empty and nobody does
 */
public record ServingConfig(
    ServiceId service,
    GatewayPort port,
    String model,
    List<String> hostnames,
    Duration timeout,
    Optional<HoldPolicy> hold,
    List<Revision> revisions) {

  public ServingConfig {
    hostnames = List.copyOf(hostnames);
    revisions = List.copyOf(revisions);
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a timeout is positive: " + timeout);
    }
    var weights = revisions.stream().mapToInt(Revision::weight).sum();
    if (!revisions.isEmpty() && weights != 100) {
      throw new IllegalArgumentException(
          "the weights of " + service.path() + " sum to " + weights + ", not to 100");
    }
  }

  /** The same service with its requests led elsewhere. */
  public ServingConfig leadingTo(List<Revision> others) {
    return new ServingConfig(service, port, model, hostnames, timeout, hold, others);
  }

  /**
   * A part of the service's traffic.
   *
   * @param name the revision's name, such as {@code minilm-5d9c7f2b}
   * @param weight percent of the requests, 0 to 100
   * @param endpoints where its pods are listed: in a cluster the headless Service, in the service's
   *     namespace, whose EndpointSlices name them
   */
  public record Revision(String name, int weight, String endpoints) {
    public Revision {
      if (weight < 0 || weight > 100) {
        throw new IllegalArgumentException("a weight is 0 to 100 percent: " + weight);
      }
    }
  }
}
