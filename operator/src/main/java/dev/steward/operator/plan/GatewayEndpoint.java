package dev.steward.operator.plan;

/**
 * A gateway pod, as the clients' Service leads to it.
 *
 * @param address its IP
 * @param phase how far it can be used
 */
public record GatewayEndpoint(String address, Phase phase) {

  /** The same one in another phase. */
  public GatewayEndpoint in(Phase other) {
    return new GatewayEndpoint(address, other);
  }

  /** How far a gateway can be used, in the words of an EndpointSlice's conditions. */
  public enum Phase {
    /** It takes requests. */
    READY,
    /** It runs and takes none. */
    NOT_READY,
    /** It is leaving, and still answers. */
    DRAINING,
    /** It is leaving, and answers no more. */
    GONE,
    /**
     * It doesn't run the policies that were written for the service, which it gets no requests of
     * until it tells that it does.
     */
    BARRED,
    /** It tells nothing, and another one runs them: it gets no requests of the service now. */
    UNHEARD
  }
}
