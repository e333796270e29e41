package dev.steward.bench.faults;

import dev.steward.core.policy.AuditDuty;
import dev.steward.core.policy.AuditFailure;
import dev.steward.core.policy.CalendarPeriod;
import dev.steward.core.policy.Ceiling;
import dev.steward.core.policy.EffectivePolicies;
import dev.steward.core.policy.Floor;
import dev.steward.core.policy.Obligations;
import dev.steward.core.policy.PolicyDigest;
import dev.steward.core.policy.Retention;
import dev.steward.core.serving.GatewayPort;
import dev.steward.core.serving.ServiceId;
import dev.steward.core.serving.ServingConfig;
import dev.steward.gateway.GatewayServer;
import dev.steward.gateway.GatewaySettings;
import dev.steward.gateway.evidence.Evidence;
import dev.steward.gateway.evidence.Witnessed;
import dev.steward.gateway.log.GatewayLogs;
import dev.steward.gateway.proxy.Neighbours;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A gateway with one service, whose requests leave records, in a process of its own. What it reads
 * on its standard input is by how many seconds its clock is wrong.
 */
final class RecordingGateway {
  /** The name of its log, within that of the installation. */
  static final String NAME = "gateway-0";

  private RecordingGateway() {}

  /** Takes a {@link GatewaySetup}. */
  public static void main(String[] arguments) throws IOException {
    GatewayLogs.toStandardOutput();
    var ahead = new AtomicLong();
    InstantSource clock = () -> Instant.now().plusSeconds(ahead.get());
    var setup = GatewaySetup.of(List.of(arguments));
    var routes = Routes.of(List.of(route(setup)));
    var settings = GatewaySettings.defaults().withFrontPort(0).withHost("127.0.0.1");
    try (var evidence = Evidence.begin(setup.place(), NAME, clock, Instant::now, Witnessed.none());
        var _ = GatewayServer.start(settings, routes, Neighbours.none().with(evidence.trail()))) {
      var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (var line = input.readLine(); line != null; line = input.readLine()) {
        ahead.set(Long.parseLong(line));
      }
    }
    // Connections of clients may still be open.
    System.exit(0);
  }

  private static ServiceRoute route(GatewaySetup setup) {
    var config =
        new ServingConfig(
                new ServiceId("bench", "speaking", "bench"),
                new GatewayPort(setup.port()),
                "speaking",
                List.of(),
                Duration.ofSeconds(60),
                Optional.empty(),
                List.of(new ServingConfig.Revision("speaking-1", 100, "speaking-1")))
            .obliging(obligations(setup.failing()));
    return new ServiceRoute(
        config, Map.of("speaking-1", List.of(new PodAddress("127.0.0.1", setup.pod()))));
  }

  private static Obligations obligations(Story.Failing failing) {
    var action =
        switch (failing) {
          case CLOSED -> AuditFailure.FAIL_CLOSED;
          case OPEN -> AuditFailure.FAIL_OPEN;
        };
    return new Obligations(
        PolicyDigest.of(EffectivePolicies.of(List.of())),
        Optional.of(
            new AuditDuty(
                action,
                new Retention(
                    Floor.of(new CalendarPeriod(6, 0)), Ceiling.of(new CalendarPeriod(24, 0))))),
        Optional.empty());
  }
}
