package dev.steward.core.serving;

import java.util.regex.Pattern;

/**
 * The name that a certificate of Steward's CA proves: its only subject alternative name, of the
 * kind DNS. Nobody looks it up; {@code .internal} is reserved for private use.
 *
 * <p>Names are told apart by their suffix, and Kubernetes' names have no dots where these put
 * theirs, so none can pass for another.
 *
 * @param dns such as {@code minilm.team-a.pods.steward.internal}
 */
public record PeerName(String dns) {

  private static final int LONGEST = 253;
  private static final String GROUPS = ".groups.steward.internal";
  private static final Pattern SYNTAX =
      Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+");

  /** What every gateway proves to pods and to operators. */
  public static final PeerName GATEWAYS = new PeerName("gateways.steward.internal");

  /** What every operator proves to gateways. */
  public static final PeerName OPERATORS = new PeerName("operators.steward.internal");

  public PeerName {
    if (dns.length() > LONGEST || !SYNTAX.matcher(dns).matches()) {
      throw new IllegalArgumentException("no name of a peer: \"" + dns + "\"");
    }
  }

  /** What the pods of a service prove: {@code NAME.NAMESPACE.pods.steward.internal}. */
  public static PeerName podsOf(ServiceId service) {
    return new PeerName(service.name() + "." + service.namespace() + ".pods.steward.internal");
  }

  /**
   * What the members of a group prove to each other: {@code
   * GROUP.NAMESPACE.groups.steward.internal}.
   */
  public static PeerName membersOf(String group, String namespace) {
    return new PeerName(group + "." + namespace + GROUPS);
  }

  /** Whether its holders call each other and answer each other. */
  public boolean isMembers() {
    return dns.endsWith(GROUPS);
  }

  @Override
  public String toString() {
    return dns;
  }
}
