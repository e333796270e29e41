package dev.steward.bench.overhead;

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
import dev.steward.core.serving.PeerName;
import dev.steward.core.serving.ServiceId;
import dev.steward.core.serving.ServingConfig;
import dev.steward.gateway.GatewayServer;
import dev.steward.gateway.GatewaySettings;
import dev.steward.gateway.audit.Trail;
import dev.steward.gateway.evidence.Evidence;
import dev.steward.gateway.evidence.Witnessed;
import dev.steward.gateway.log.GatewayLogs;
import dev.steward.gateway.proxy.Neighbours;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.ledger.keys.InstallationSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A gateway with one service of one pod, in a process of its own as in a cluster. */
final class GatewayProcess {
  private GatewayProcess() {}

  /** Each request leaves a record for half a year, and none is answered without. */
  private static final Obligations RECORDS =
      new Obligations(
          PolicyDigest.of(EffectivePolicies.of(List.of())),
          Optional.of(
              new AuditDuty(
                  AuditFailure.FAIL_CLOSED,
                  new Retention(
                      Floor.of(new CalendarPeriod(6, 0)), Ceiling.of(new CalendarPeriod(24, 0))))),
          Optional.empty());

  /** What the pod proves, where it proves anything. */
  static final PeerName POD = new PeerName("identity.bench.pods.steward.internal");

  /**
   * Takes the service's port at the gateway, the pod's port, a folder with credentials if the pod
   * asks for some, else nothing, and a folder for an evidence log, if requests are to be recorded,
   * else nothing; runs until it is killed.
   */
  public static void main(String[] arguments) throws InterruptedException, IOException {
    GatewayLogs.toStandardOutput();
    var port = new GatewayPort(Integer.parseInt(arguments[0]));
    var tls = Optional.of(arguments[2]).filter(it -> !it.isEmpty()).map(Path::of);
    var pod =
        new PodAddress("127.0.0.1", Integer.parseInt(arguments[1])).proving(tls.map(it -> POD));
    var config =
        new ServingConfig(
            new ServiceId("bench", "identity", "bench"),
            port,
            "identity",
            List.of(),
            Duration.ofSeconds(60),
            Optional.empty(),
            List.of(new ServingConfig.Revision("identity-1", 100, "identity-1")));
    var log = Optional.of(arguments[3]).filter(it -> !it.isEmpty()).map(Path::of);
    var asked = log.isPresent() ? config.obliging(RECORDS) : config;
    var routes = Routes.of(List.of(new ServiceRoute(asked, Map.of("identity-1", List.of(pod)))));
    var plain = GatewaySettings.defaults().withFrontPort(0).withHost("127.0.0.1");
    var settings = tls.map(plain::withTls).orElse(plain);
    try (var _ = GatewayServer.start(settings, routes, Neighbours.none().with(trail(log)))) {
      new CountDownLatch(1).await();
    }
  }

  private static Trail trail(Optional<Path> folder) throws IOException {
    if (folder.isEmpty()) {
      return Trail.none();
    }
    var secret = Files.createDirectories(folder.get().resolve("secret"));
    for (var text : InstallationSecret.generate(Optional.empty()).entrySet()) {
      Files.writeString(secret.resolve(text.getKey()), text.getValue());
    }
    var place = new Evidence.Place(folder.get().resolve("log"), secret);
    return Evidence.begin(
            place, "gateway-0", InstantSource.system(), Instant::now, Witnessed.none())
        .trail();
  }
}
