package dev.steward.gateway.split;

import dev.steward.core.serving.HoldPolicy;
import dev.steward.core.serving.ServingConfig;
import dev.steward.core.shard.Aggregate;
import dev.steward.core.shard.DataSharding;
import dev.steward.gateway.GatewayServer;
import dev.steward.gateway.GatewaySettings;
import dev.steward.gateway.RawClient;
import dev.steward.gateway.TestPods;
import dev.steward.gateway.proxy.Neighbours;
import dev.steward.gateway.proxy.Traffic;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.tracing.Tracing;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A gateway with the service {@code team-a/minilm}, whose batches are cut. */
final class ShardedService implements AutoCloseable {
  private final ServiceRoute route;
  private final GatewayServer server;

  ShardedService(Aggregate aggregate, Duration timeout, ModelPod... pods) {
    this(aggregate, timeout, Traffic.unobserved(), pods);
  }

  ShardedService(Aggregate aggregate, Duration timeout, Traffic traffic, ModelPod... pods) {
    this(
        aggregate,
        timeout,
        traffic,
        Arrays.stream(pods).map(ModelPod::port).toArray(Integer[]::new));
  }

  ShardedService(Aggregate aggregate, Duration timeout, Traffic traffic, Integer... pods) {
    this(aggregate, timeout, Neighbours.none().with(traffic), Optional.empty(), pods);
  }

  /** One whose requests are told of. */
  static ShardedService traced(Tracing tracing, ModelPod... pods) {
    return new ShardedService(
        Aggregate.CONCAT,
        Duration.ofSeconds(20),
        Neighbours.none().with(tracing),
        Optional.empty(),
        Arrays.stream(pods).map(ModelPod::port).toArray(Integer[]::new));
  }

  private ShardedService(
      Aggregate aggregate,
      Duration timeout,
      Neighbours neighbours,
      Optional<HoldPolicy> hold,
      Integer... pods) {
    var plain = TestPods.service("team-a/minilm", timeout, pods);
    var config = plain.config();
    route =
        new ServiceRoute(
            new ServingConfig(
                config.service(),
                config.port(),
                config.model(),
                config.hostnames(),
                config.timeout(),
                hold,
                config.revisions(),
                config.podTls(),
                Optional.of(new DataSharding(8, aggregate)),
                config.items(),
                config.obligations()),
            plain.pods());
    server =
        GatewayServer.start(
            GatewaySettings.defaults().withFrontPort(0), Routes.of(List.of(route)), neighbours);
  }

  /** A service whose requests wait until it has pods. */
  static ShardedService held(Aggregate aggregate) {
    return new ShardedService(
        aggregate,
        Duration.ofSeconds(20),
        Neighbours.none(),
        Optional.of(new HoldPolicy(10, 1 << 20, Duration.ofSeconds(20))));
  }

  /** These are its pods from now on. */
  void ready(ModelPod... pods) {
    var ports = Arrays.stream(pods).map(ModelPod::port).toArray(Integer[]::new);
    var revision = route.config().revisions().getFirst().name();
    server.follow(
        Routes.of(
            List.of(new ServiceRoute(route.config(), Map.of(revision, TestPods.pods(ports))))));
  }

  static ShardedService concatenating(ModelPod... pods) {
    return new ShardedService(Aggregate.CONCAT, Duration.ofSeconds(20), pods);
  }

  int inFlight() {
    return server.inFlight();
  }

  RawClient connect() throws IOException {
    return new RawClient(route.config().port().number());
  }

  /** Head and body of the answer to one request. */
  String post(String path, String body) throws IOException {
    try (var client = connect()) {
      return client.send(request(path, body)).readAnswer();
    }
  }

  String infer(int rows) throws IOException {
    return post("/v2/models/minilm/infer", batch(rows));
  }

  static String request(String path, String body) {
    return "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(path, body.length(), body);
  }

  /** A batch whose rows are (0, 0.5), (1, 1.5), … */
  static String batch(int rows) {
    return "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[%d,2],\"data\":[%s]}]}"
        .formatted(rows, values(rows));
  }

  /** The values of {@link #batch}. */
  static String values(int rows) {
    return IntStream.range(0, rows)
        .mapToObj(row -> "%d,%d.5".formatted(row, row))
        .collect(Collectors.joining(","));
  }

  /** The answer to {@link #batch} of a model that answers with its input. */
  static String echo(int rows) {
    return "{\"model_name\":\"minilm\",\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[%d,2],\"data\":[%s]}]}"
        .formatted(rows, values(rows));
  }

  @Override
  public void close() {
    server.close();
  }
}
