package dev.steward.gateway.route;

import static java.util.Objects.requireNonNull;

/**
 * Where a pod takes inference requests.
 *
 * @param host an IP address (IPv6 without brackets) or a name
 * @param port 1 to 65535
 */
public record PodAddress(String host, int port) {

  public PodAddress {
    requireNonNull(host, "host");
    if (host.isBlank()) {
      throw new IllegalArgumentException("a pod has a host");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("a port is 1 to 65535: " + port);
    }
  }

  /** {@code host:port}, as it stands in a URI and in logs. */
  public String authority() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
