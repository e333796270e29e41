package dev.steward.operator.plan;

/**
 * A gateway pod, as the clients' Service leads to it.
 *
 * @param address its IP
 * @param phase how far it can be used
 */
public record GatewayEndpoint(String address, Phase phase) {

  /** How far a gateway can be used, in the words of an EndpointSlice's conditions. */
  public enum Phase {
    /** It takes requests. */
    READY,
    /** It runs and takes none. */
    NOT_READY,
    /** It is leaving, and still answers. */
    DRAINING,
    /** It is leaving, and answers no more. */
    GONE
  }
}
