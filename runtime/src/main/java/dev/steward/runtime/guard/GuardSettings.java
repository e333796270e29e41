package dev.steward.runtime.guard;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a guard stands.
 *
 * @param port for gateways; 0 means a free one
 * @param adminPort for probes and metrics; 0 means a free one
 * @param enginePort where the engine listens, on 127.0.0.1
 * @param readiness the engine's path, with its query, that answers 200 to 399 while it is ready
 * @param tls folder with the pod's credentials
 * @param drainKey what the kubelet shows that asks for a drain
 * @param drain how it leaves
 */
public record GuardSettings(
    int port,
    int adminPort,
    int enginePort,
    String readiness,
    Path tls,
    String drainKey,
    Drain drain) {

  public GuardSettings {
    if (enginePort < 1 || enginePort > 65_535) {
      throw new IllegalArgumentException("an engine's port is 1 to 65535: " + enginePort);
    }
    if (!readiness.startsWith("/") || drainKey.isBlank()) {
      throw new IllegalArgumentException("a path starts with /, and a key isn't empty");
    }
  }

  /**
   * How a guard leaves.
   *
   * @param atLeast how long it goes on letting gateways in: they learn only after a moment
   * @param atMost when it gives up waiting for the last connection to end
   */
  public record Drain(Duration atLeast, Duration atMost) {

    /** As a runtime does; a request takes an hour at most. */
    public static Drain defaults() {
      return new Drain(Duration.ofSeconds(2), Duration.ofMinutes(75));
    }
  }
}
