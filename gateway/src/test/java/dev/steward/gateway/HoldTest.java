package dev.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.policy.EffectivePolicies;
import dev.steward.core.policy.Obligations;
import dev.steward.core.policy.PolicyDigest;
import dev.steward.core.serving.HoldPolicy;
import dev.steward.core.serving.ServingConfig;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.gateway.route.StartingPod;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Requests that come while no pod is ready. */
class HoldTest {
  private static final HoldPolicy ROOMY = new HoldPolicy(1000, 1 << 20, Duration.ofSeconds(20));
  private static final String GET = "GET /v2/x HTTP/1.1\r\nHost: x\r\n\r\n";

  /** A gateway with one service that may have pods later. */
  private record Held(ServiceRoute empty, GatewayServer gateway) implements AutoCloseable {

    Held(HoldPolicy hold) {
      this(held(hold));
    }

    private Held(ServiceRoute empty) {
      this(empty, TestPods.gateway(empty));
    }

    private static ServiceRoute held(HoldPolicy hold) {
      var plain = TestPods.service("team-a/minilm", Duration.ofSeconds(20));
      return new ServiceRoute(with(plain.config(), Optional.of(hold)), Map.of());
    }

    RawClient connect() throws IOException {
      return new RawClient(empty.config().port().number());
    }

    void ready(Integer... pods) {
      gateway.follow(
          Routes.of(List.of(new ServiceRoute(empty.config(), Map.of(revision(), pods(pods))))));
    }

    void starting(int port, int adminPort) {
      var pod = new StartingPod(new PodAddress("127.0.0.1", port), adminPort);
      gateway.follow(
          Routes.of(
              List.of(
                  new ServiceRoute(empty.config(), Map.of(), Map.of(revision(), List.of(pod))))));
    }

    private static List<PodAddress> pods(Integer... ports) {
      return TestPods.pods(ports);
    }

    private String revision() {
      return empty.config().revisions().getFirst().name();
    }

    void awaitInHand(int requests) throws Exception {
      TestPods.await(() -> gateway.inFlight() == requests);
    }

    @Override
    public void close() {
      gateway.close();
    }
  }

  static ServingConfig with(ServingConfig config, Optional<HoldPolicy> hold) {
    return new ServingConfig(
        config.service(),
        config.port(),
        config.model(),
        config.hostnames(),
        config.timeout(),
        hold,
        config.revisions());
  }

  @Test
  void a_request_waits_until_a_pod_is_ready() throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var held = new Held(ROOMY);
        var client = held.connect()) {
      client.send("POST /v2/x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
      held.awaitInHand(1);
      held.ready(pod.port());
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").endsWith("ok");
      held.awaitInHand(0);
    }
  }

  @Test
  void the_whole_body_reaches_the_pod_after_the_wait() throws Exception {
    var bodies = new LinkedBlockingQueue<String>();
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              bodies.add(talk.readBody());
              talk.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            });
        var held = new Held(ROOMY);
        var client = held.connect()) {
      client.send("POST /v2/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send("3\r\none\r\n");
      held.awaitInHand(1);
      client.send("3\r\ntwo\r\n");
      held.ready(pod.port());
      client.send("5\r\nthree\r\n0\r\n\r\n");
      assertThat(client.readAnswer()).endsWith("ok");
      assertThat(bodies.poll(10, TimeUnit.SECONDS)).isEqualTo("onetwothree");
    }
  }

  @Test
  void a_starting_pod_is_found_ready_before_the_kubelet_says_so() throws Exception {
    var isReady = new AtomicBoolean();
    var asked = new AtomicInteger();
    try (var pod = ScriptedPod.answering("ok");
        var admin =
            new ScriptedPod(talk -> {
              while (talk.readHead()) {
                asked.incrementAndGet();
                var status = isReady.get() ? "200 OK" : "503 Loading";
                talk.write("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");
              }
            });
        var held = new Held(ROOMY);
        var client = held.connect()) {
      held.starting(pod.port(), admin.port());
      client.send(GET);
      TestPods.await(() -> asked.get() >= 3);
      isReady.set(true);
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").endsWith("ok");
      // Once seen, it is asked no more, and serves the next one at once.
      var before = asked.get();
      assertThat(client.send(GET).readAnswer()).endsWith("ok");
      assertThat(asked.get()).isEqualTo(before);
    }
  }

  @Test
  void starting_pods_are_left_alone_while_nobody_waits() throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var admin = ScriptedPod.answering("ready");
        var held = new Held(ROOMY)) {
      held.starting(pod.port(), admin.port());
      held.ready(pod.port());
      try (var client = held.connect()) {
        assertThat(client.send(GET).readAnswer()).endsWith("ok");
      }
      assertThat(admin.connections()).isZero();
    }
  }

  @Test
  void more_than_may_wait_are_refused_with_retry_after() throws Exception {
    try (var held = new Held(new HoldPolicy(1, 1000, Duration.ofSeconds(20)));
        var first = held.connect();
        var second = held.connect()) {
      first.send(GET);
      held.awaitInHand(1);
      assertThat(second.send(GET).readAnswer())
          .startsWith("HTTP/1.1 429")
          .contains("Retry-After: 1", "spec.traffic.hold.requests");
    }
  }

  @Test
  void bodies_beyond_the_bytes_kept_are_refused_with_retry_after() throws Exception {
    try (var held = new Held(new HoldPolicy(10, 1000, Duration.ofSeconds(20)));
        var second = held.connect()) {
      var first = held.connect();
      var post = "POST /v2/x HTTP/1.1\r\nHost: x\r\nContent-Length: 600\r\n\r\n" + "x".repeat(600);
      first.send(post);
      held.awaitInHand(1);
      assertThat(second.send(post).readAnswer())
          .startsWith("HTTP/1.1 429")
          .contains("Retry-After: 1", "spec.traffic.hold.bytes");
      // The first one's room is free again when it has left.
      first.close();
      held.awaitInHand(0);
      try (var third = held.connect();
          var pod = ScriptedPod.answering("ok")) {
        third.send(post);
        held.awaitInHand(1);
        held.ready(pod.port());
        assertThat(third.readAnswer()).endsWith("ok");
      }
    }
  }

  @Test
  void a_wait_has_an_end() throws Exception {
    try (var held = new Held(new HoldPolicy(10, 1000, Duration.ofMillis(300)));
        var client = held.connect()) {
      assertThat(client.send(GET).readAnswer())
          .startsWith("HTTP/1.1 503")
          .contains("Retry-After: 1", "no_replica", "spec.traffic.hold.wait");
    }
  }

  @Test
  void a_client_that_left_gives_its_place_back() throws Exception {
    try (var held = new Held(new HoldPolicy(1, 1000, Duration.ofSeconds(20)))) {
      var leaving = held.connect();
      leaving.send(GET);
      held.awaitInHand(1);
      leaving.close();
      held.awaitInHand(0);
      var halfSent = held.connect();
      halfSent.send("POST /v2/x HTTP/1.1\r\nHost: x\r\nContent-Length: 600\r\n\r\nx");
      held.awaitInHand(1);
      halfSent.close();
      held.awaitInHand(0);
      try (var pod = ScriptedPod.answering("ok");
          var client = held.connect()) {
        client.send(GET);
        held.awaitInHand(1);
        held.ready(pod.port());
        assertThat(client.readAnswer()).endsWith("ok");
      }
    }
  }

  @Test
  void a_pod_that_can_t_be_reached_is_waited_past() throws Exception {
    var dead = closedPort();
    try (var pod = ScriptedPod.answering("ok");
        var held = new Held(ROOMY);
        var client = held.connect()) {
      held.ready(dead);
      client.send("POST /v2/x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
      held.awaitInHand(1);
      held.ready(dead, pod.port());
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").endsWith("ok");
    }
  }

  @Test
  void who_waits_for_a_service_that_is_removed_is_told_so() throws Exception {
    try (var held = new Held(ROOMY);
        var client = held.connect()) {
      client.send(GET);
      held.awaitInHand(1);
      held.gateway().follow(Routes.none());
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 404").contains("no longer served");
    }
  }

  @Test
  void a_service_that_somebody_scaled_to_zero_refuses_at_once() throws Exception {
    var plain = TestPods.service("team-a/minilm", Duration.ofSeconds(20));
    var route =
        new ServiceRoute(with(plain.config(), Optional.empty()).leadingTo(List.of()), Map.of());
    try (var _ = TestPods.gateway(route);
        var client = new RawClient(route.config().port().number())) {
      assertThat(client.send(GET).readAnswer())
          .startsWith("HTTP/1.1 503")
          .contains("is scaled to 0", "Retry-After: 1");
    }
  }

  @Test
  void who_came_first_goes_first_and_no_pod_gets_them_all() throws Exception {
    var order = new LinkedBlockingQueue<String>();
    var go = new Semaphore(0);
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              order.add(talk.head().substring(4, talk.head().indexOf(" HTTP")));
              go.acquire();
              talk.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
            });
        var held = new Held(ROOMY)) {
      var clients = new ArrayList<RawClient>();
      for (var i = 0; i < 40; i++) {
        var client = held.connect();
        client.send("GET /v2/%d HTTP/1.1\r\nHost: x\r\n\r\n".formatted(i));
        clients.add(client);
        held.awaitInHand(i + 1);
      }
      held.ready(pod.port());
      TestPods.await(() -> order.size() == 32);
      TestPods.awaitStill(order::size);
      assertThat(order).hasSize(32).doesNotContain("/v2/32", "/v2/39");
      go.release(40);
      for (var client : clients) {
        assertThat(client.readAnswer()).endsWith("ok");
        client.close();
      }
      assertThat(order).hasSize(40);
    }
  }

  @Test
  void a_client_of_a_stream_gets_comments_and_then_the_pod_s_events() throws Exception {
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              talk.readBody();
              talk.write(
                  RawClient.head(
                          "HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Content-Length: 9")
                      + "data: 1\n\n");
            });
        var held = new Held(ROOMY);
        var client = held.connect()) {
      var body = "{\"model\": \"m\", \"stream\": true}";
      client.send(
          "POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(body.length(), body));
      assertThat(client.readUntil(": waiting for a replica\n\n"))
          .startsWith("HTTP/1.1 200")
          .contains("text/event-stream");
      held.ready(pod.port());
      assertThat(client.readUntil("\r\n0\r\n\r\n")).contains("data: 1\n\n");
    }
  }

  @Test
  void what_isn_t_a_stream_becomes_an_event_of_the_one_begun() throws Exception {
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              talk.write(
                  "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n"
                      + "Content-Length: 15\r\n\r\n[1,\n2, \"three\"]");
            });
        var held = new Held(ROOMY);
        var client = held.connect()) {
      client.send("GET /v1/x HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n");
      client.readUntil(": waiting for a replica\n\n");
      held.ready(pod.port());
      assertThat(client.readUntil("\r\n0\r\n\r\n")).contains("event: error\ndata: [1,\ndata: 2, ");
    }
  }

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static ServingConfig inQuarantine(ServingConfig config) {
    var digest = PolicyDigest.of(EffectivePolicies.of(List.of()));
    return config.obliging(
        new Obligations(digest, Optional.empty(), Optional.empty())
            .with(Obligations.Intake.REFUSED));
  }

  @Test
  void a_service_in_quarantine_refuses_those_that_come_and_those_that_wait() throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var held = new Held(ROOMY);
        var waiting = held.connect();
        var later = held.connect()) {
      waiting.send(GET);
      held.awaitInHand(1);
      held.gateway()
          .follow(
              Routes.of(
                  List.of(
                      new ServiceRoute(
                          inQuarantine(held.empty().config()),
                          Map.of(held.revision(), TestPods.pods(pod.port()))))));
      assertThat(waiting.readAnswer())
          .startsWith("HTTP/1.1 403")
          .contains("policy_violation", "service team-a/minilm breaks a policy");
      later.send(GET);
      assertThat(later.readAnswer()).startsWith("HTTP/1.1 403").contains("policy_violation");
      held.awaitInHand(0);
    }
  }
}
