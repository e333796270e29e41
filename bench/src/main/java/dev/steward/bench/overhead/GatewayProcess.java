package dev.steward.bench.overhead;

import dev.steward.core.serving.GatewayPort;
import dev.steward.core.serving.PeerName;
import dev.steward.core.serving.ServiceId;
import dev.steward.core.serving.ServingConfig;
import dev.steward.gateway.GatewayServer;
import dev.steward.gateway.GatewaySettings;
import dev.steward.gateway.log.JsonLogs;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A gateway with one service of one pod, in a process of its own as in a cluster. */
final class GatewayProcess {
  private GatewayProcess() {}

  /** What the pod proves, where it proves anything. */
  static final PeerName POD = new PeerName("identity.bench.pods.steward.internal");

  /**
   * Takes the service's port at the gateway, the pod's port, and a folder with credentials if the
   * pod asks for some, else nothing; runs until it is killed.
   */
  public static void main(String[] arguments) throws InterruptedException {
    JsonLogs.toStandardOutput();
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
    var routes = Routes.of(List.of(new ServiceRoute(config, Map.of("identity-1", List.of(pod)))));
    var plain = GatewaySettings.defaults().withFrontPort(0).withHost("127.0.0.1");
    var settings = tls.map(plain::withTls).orElse(plain);
    try (var _ = GatewayServer.start(settings, routes)) {
      new CountDownLatch(1).await();
    }
  }
}
