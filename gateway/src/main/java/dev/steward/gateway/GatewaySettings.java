package dev.steward.gateway;

import dev.steward.gateway.proxy.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How one gateway process runs.
 *
 * @param host the address it listens on; empty: all of the machine's
 * @param frontPort the shared front port; 0 means a free one
 * @param limits what it takes at most
 * @param idle how long a connection, a client's or a pod's, may be silent in the middle of a
 *     message; a pod that computes isn't silent
 * @param connect how long a pod may take to accept a connection
 * @param reuse how long a connection to a pod is used for further requests: who is at its other end
 *     was proved when it began
 * @param tls folder with the credentials that it shows to pods which ask for them; empty: only pods
 *     that speak plain HTTP can be reached
 */
public record GatewaySettings(
    Optional<String> host,
    int frontPort,
    Limits limits,
    Duration idle,
    Duration connect,
    Duration reuse,
    Optional<Path> tls) {

  /** The front port of a gateway in a cluster. */
  public static final int FRONT_PORT = 8080;

  private static final int LAST_PORT = 65535;

  public GatewaySettings {
    if (frontPort < 0 || frontPort > LAST_PORT) {
      throw new IllegalArgumentException("a port is 0 to 65535: " + frontPort);
    }
    if (!idle.isPositive() || !connect.isPositive() || !reuse.isPositive()) {
      throw new IllegalArgumentException(
          "waits are positive: %s, %s, %s".formatted(idle, connect, reuse));
    }
  }

  /** What a gateway in a cluster uses. */
  public static GatewaySettings defaults() {
    return new GatewaySettings(
        Optional.empty(),
        FRONT_PORT,
        Limits.defaults(),
        Duration.ofSeconds(30),
        Duration.ofSeconds(1),
        Duration.ofHours(1),
        Optional.empty());
  }

  /** The same on another front port; 0 means a free one. */
  public GatewaySettings withFrontPort(int port) {
    return new GatewaySettings(host, port, limits, idle, connect, reuse, tls);
  }

  /** The same on one address only. */
  public GatewaySettings withHost(String address) {
    return new GatewaySettings(Optional.of(address), frontPort, limits, idle, connect, reuse, tls);
  }

  /** The same with other limits. */
  public GatewaySettings withLimits(Limits other) {
    return new GatewaySettings(host, frontPort, other, idle, connect, reuse, tls);
  }

  /** The same with other waits. */
  public GatewaySettings withWaits(Duration newIdle, Duration newConnect) {
    return new GatewaySettings(host, frontPort, limits, newIdle, newConnect, reuse, tls);
  }

  /** The same with another time that a connection to a pod is used. */
  public GatewaySettings withReuse(Duration other) {
    return new GatewaySettings(host, frontPort, limits, idle, connect, other, tls);
  }

  /** The same with the credentials of a folder. */
  public GatewaySettings withTls(Path folder) {
    return new GatewaySettings(host, frontPort, limits, idle, connect, reuse, Optional.of(folder));
  }
}
