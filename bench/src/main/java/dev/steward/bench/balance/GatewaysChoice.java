package dev.steward.bench.balance;

import dev.steward.core.serving.GatewayPort;
import dev.steward.core.serving.Protocol;
import dev.steward.core.serving.ServiceId;
import dev.steward.core.serving.ServingConfig;
import dev.steward.gateway.balance.ServiceLoad;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.ServiceRoute;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** The gateway's own code, without its connections. */
final class GatewaysChoice implements Choice {
  private static final String REVISION = "balanced-1";

  private final ServiceLoad service;
  private final Random random;
  private final InstantSource clock = InstantSource.fixed(Instant.EPOCH);

  GatewaysChoice(int pods, long seed) {
    var addresses =
        IntStream.range(0, pods).mapToObj(pod -> new PodAddress("127.0.0.1", 1 + pod)).toList();
    service = ServiceLoad.of(route(new GatewayPort(GatewayPort.FIRST), addresses));
    random = new Random(seed);
  }

  /** A service with these pods. */
  static ServiceRoute route(GatewayPort port, List<PodAddress> pods) {
    var config =
        new ServingConfig(
            new ServiceId("bench", "balanced", "bench"),
            port,
            "balanced",
            List.of(),
            Duration.ofSeconds(60),
            Optional.empty(),
            List.of(new ServingConfig.Revision(REVISION, 100, REVISION)));
    return new ServiceRoute(config, Map.of(REVISION, pods));
  }

  @Override
  public Place next() {
    var reservation = service.reserve(Protocol.HTTP, Set.of(), clock, random).orElseThrow();
    return new Place() {
      @Override
      public int pod() {
        return reservation.pod().address().port() - 1;
      }

      @Override
      public void giveBack() {
        reservation.close();
      }
    };
  }
}
