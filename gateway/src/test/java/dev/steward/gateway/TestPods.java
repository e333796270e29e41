package dev.steward.gateway;

import dev.steward.core.serving.GatewayPort;
import dev.steward.core.serving.ServiceId;
import dev.steward.core.serving.ServingConfig;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;

/** Builds services with sensible defaults. */
public final class TestPods {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private TestPods() {}

  /** A gateway port that is free on this machine now and wasn't given to another test here. */
  public static GatewayPort freePort() {
    while (true) {
      var number = ThreadLocalRandom.current().nextInt(GatewayPort.FIRST, GatewayPort.LAST + 1);
      if (GIVEN.add(number) && isFree(number)) {
        return new GatewayPort(number);
      }
    }
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** {@code team-a/minilm} with one revision on these local ports. */
  public static ServiceRoute service(String path, Duration timeout, Integer... podPorts) {
    return service(path, freePort(), timeout, podPorts);
  }

  /** The same on a chosen gateway port. */
  public static ServiceRoute service(
      String path, GatewayPort port, Duration timeout, Integer... podPorts) {
    var names = path.split("/", 2);
    var revision = names[1] + "-1";
    return new ServiceRoute(
        new ServingConfig(
            new ServiceId(names[0], names[1], "uid-" + path),
            port,
            names[1],
            List.of(),
            timeout,
            Optional.empty(),
            List.of(new ServingConfig.Revision(revision, 100, revision))),
        Map.of(revision, pods(podPorts)));
  }

  /** Pods on this machine. */
  public static List<PodAddress> pods(Integer... ports) {
    return List.of(ports).stream().map(port -> new PodAddress("127.0.0.1", port)).toList();
  }

  /** A gateway of these services on a free front port. */
  public static GatewayServer gateway(ServiceRoute... services) {
    return GatewayServer.start(
        GatewaySettings.defaults().withFrontPort(0), Routes.of(List.of(services)));
  }

  /** Settings with an idle time of half a second. */
  public static GatewaySettings quick() {
    return GatewaySettings.defaults().withWaits(Duration.ofMillis(500), Duration.ofSeconds(1));
  }

  /** Waits until something holds, at most twenty seconds. */
  public static void await(Callable<Boolean> condition) throws Exception {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (!holds(condition)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it didn't come to hold within " + PATIENCE);
      }
      Thread.sleep(Duration.ofMillis(10));
    }
  }

  private static boolean holds(Callable<Boolean> condition) throws Exception {
    try {
      return condition.call();
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits until a number has stayed the same for half a second. */
  public static void awaitStill(IntSupplier number) throws Exception {
    var last = new int[] {-1};
    await(() -> {
      var before = last[0];
      last[0] = number.getAsInt();
      Thread.sleep(Duration.ofMillis(500));
      return before == last[0] && before > 0;
    });
  }
}
