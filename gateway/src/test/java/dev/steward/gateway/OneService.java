package dev.steward.gateway;

import dev.steward.gateway.proxy.Neighbours;
import dev.steward.gateway.proxy.Traffic;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A gateway with the service {@code team-a/minilm}. */
record OneService(ServiceRoute route, GatewayServer server) implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  OneService(Integer... pods) {
    this(TIMEOUT, pods);
  }

  OneService(Duration timeout, Integer... pods) {
    this(timeout, GatewaySettings.defaults(), pods);
  }

  OneService(Duration timeout, GatewaySettings settings, Integer... pods) {
    this(timeout, settings, Neighbours.none(), pods);
  }

  OneService(Duration timeout, GatewaySettings settings, Traffic traffic, Integer... pods) {
    this(timeout, settings, Neighbours.none().with(traffic), pods);
  }

  OneService(Duration timeout, GatewaySettings settings, Neighbours neighbours, Integer... pods) {
    this(settings, neighbours, TestPods.service("team-a/minilm", timeout, pods));
  }

  private OneService(GatewaySettings settings, Neighbours neighbours, ServiceRoute route) {
    this(
        route,
        GatewayServer.start(settings.withFrontPort(0), Routes.of(List.of(route)), neighbours));
  }

  /** At the service's own port. */
  RawClient connect() throws IOException {
    return new RawClient(route.config().port().number());
  }

  /** At the front port. */
  RawClient connectToFront() throws IOException {
    return new RawClient(server.frontPort());
  }

  @Override
  public void close() {
    server.close();
  }
}
