package dev.steward.gateway.route;

import static java.util.Objects.requireNonNull;

import dev.steward.core.serving.PeerName;
import dev.steward.core.serving.Protocol;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a pod takes inference requests.
 *
 * @param host an IP address (IPv6 without brackets) or a name
 * @param port 1 to 65535
 * @param peer what it must prove in mutual TLS; empty: it speaks plain HTTP
 * @param distance how many pools of its revision are nearer to those who ask; 0 of the nearest
 * @param grpcPort where it takes them over gRPC; empty: it doesn't
 */
public record PodAddress(
    String host, int port, Optional<PeerName> peer, int distance, OptionalInt grpcPort) {

  /** A pod of the nearest pool. */
  public PodAddress(String host, int port, Optional<PeerName> peer) {
    this(host, port, peer, 0, OptionalInt.empty());
  }

  /** The same that speaks plain HTTP. */
  public PodAddress(String host, int port) {
    this(host, port, Optional.empty());
  }

  public PodAddress {
    requireNonNull(host, "host");
    if (host.isBlank()) {
      throw new IllegalArgumentException("a pod has a host");
    }
    if (distance < 0) {
      throw new IllegalArgumentException("a distance is 0 or more: " + distance);
    }
    check(port);
    grpcPort.ifPresent(PodAddress::check);
  }

  private static void check(int port) {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("a port is 1 to 65535: " + port);
    }
  }

  /** The same address where {@code expected} must be proved, or nothing if it is empty. */
  public PodAddress proving(Optional<PeerName> expected) {
    return new PodAddress(host, port, expected, distance, grpcPort);
  }

  /** The same pod, with so many pools nearer than its own. */
  public PodAddress at(int itsDistance) {
    return new PodAddress(host, port, peer, itsDistance, grpcPort);
  }

  /** The same pod, which takes requests over gRPC at this port. */
  public PodAddress withGrpc(int itsPort) {
    return new PodAddress(host, port, peer, distance, OptionalInt.of(itsPort));
  }

  /** Whether it takes requests in this protocol. */
  public boolean speaks(Protocol protocol) {
    return switch (protocol) {
      case HTTP -> true;
      case GRPC -> grpcPort.isPresent();
    };
  }

  /** Where it takes requests in this protocol, which it must speak. */
  public int port(Protocol protocol) {
    return switch (protocol) {
      case HTTP -> port;
      case GRPC -> grpcPort.orElseThrow();
    };
  }

  /** {@code host:port}, as it stands in a URI and in logs. */
  public String authority() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
