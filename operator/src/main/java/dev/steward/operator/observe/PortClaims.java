package dev.steward.operator.observe;

import dev.steward.core.serving.GatewayPort;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Who has which port at the gateways. One lock stands over all claims, so that two workers never
 * give the same port to two services; what is written in a ServingConfig is found again by a new
 * leader, and its owner keeps it.
 */
public final class PortClaims {

  private final Map<String, GatewayPort> byService = new HashMap<>();

  /** A port that a stored ServingConfig gives to a service, by the service's uid. */
  public record Written(String uid, GatewayPort port) {}

  /**
   * The port of a service: the one it has, or a free one.
   *
   * @param uid the service's uid
   * @param written every stored ServingConfig's port; asked for only when the service has none yet
   * @return empty when all ports are taken
   */
  public synchronized Optional<GatewayPort> claim(
      String uid, Supplier<Collection<Written>> written) {
    var known = byService.get(uid);
    if (known != null) {
      return Optional.of(known);
    }
    var taken = new HashSet<>(byService.values());
    var own = Optional.<GatewayPort>empty();
    for (var config : written.get()) {
      if (config.uid().equals(uid)) {
        own = Optional.of(config.port());
      } else {
        taken.add(config.port());
      }
    }
    // Of two that claim one port, which only a hand-written config brings about, the first keeps
    // it.
    var port = own.filter(kept -> !taken.contains(kept)).or(() -> free(uid, taken));
    port.ifPresent(claimed -> byService.put(uid, claimed));
    return port;
  }

  /** Gives back the ports of all services but those that exist. */
  public synchronized void retain(Set<String> uids) {
    byService.keySet().retainAll(uids);
  }

  private static Optional<GatewayPort> free(String uid, Set<GatewayPort> taken) {
    return taken.size() > GatewayPort.LAST - GatewayPort.FIRST
        ? Optional.empty()
        : Optional.of(GatewayPort.allocate(uid, taken));
  }
}
