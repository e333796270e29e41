package dev.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.serving.ServiceId;
import dev.steward.core.serving.ServingConfig;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whose request it is: ports, hostnames, paths and models. */
class GatewayServerTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @Test
  void two_services_of_one_name_in_two_namespaces_never_meet() throws Exception {
    try (var podA = ScriptedPod.answering("from a");
        var podB = ScriptedPod.answering("from b")) {
      var a = TestPods.service("team-a/minilm", TIMEOUT, podA.port());
      var b = TestPods.service("team-b/minilm", TIMEOUT, podB.port());
      try (var gateway = TestPods.gateway(a, b)) {
        assertThat(get(port(a), "/v2/models/minilm")).endsWith("from a");
        assertThat(get(port(b), "/v2/models/minilm")).endsWith("from b");
        assertThat(get(gateway.frontPort(), "/team-a/minilm/v2")).endsWith("from a");
        assertThat(get(gateway.frontPort(), "/team-b/minilm/v2")).endsWith("from b");
        assertThat(get(gateway.frontPort(), "/v2/models/minilm/ready"))
            .startsWith("HTTP/1.1 409")
            .contains("{\"error\":", "/NAMESPACE/NAME/v2/models/minilm/ready");
        assertThat(post(gateway.frontPort(), "/v1/embeddings", "{\"model\":\"minilm\"}"))
            .startsWith("HTTP/1.1 409")
            .contains("{\"error\":{", "ambiguous_model");
        assertThat(post(port(b), "/v1/embeddings", "{\"model\":\"minilm\"}")).endsWith("from b");
      }
    }
  }

  @Test
  void on_a_service_s_own_port_neither_host_nor_body_leads_elsewhere() throws Exception {
    try (var podA = ScriptedPod.answering("from a");
        var podB = ScriptedPod.answering("from b")) {
      var a = TestPods.service("team-a/minilm", TIMEOUT, podA.port());
      var b = withHostname(TestPods.service("team-b/other", TIMEOUT, podB.port()), "b.example");
      try (var gateway = TestPods.gateway(a, b);
          var client = new RawClient(port(a))) {
        assertThat(gateway.failedPorts()).isEmpty();
        client.send("GET http://b.example/team-b/other/v2 HTTP/1.1\r\nHost: b.example\r\n\r\n");
        assertThat(client.readAnswer()).endsWith("from a");
        assertThat(post(port(a), "/v1/embeddings", "{\"model\":\"other\"}")).endsWith("from a");
      }
    }
  }

  @Test
  void the_front_port_finds_a_service_by_hostname_in_any_case_and_by_its_only_model()
      throws Exception {
    try (var podA = ScriptedPod.answering("from a");
        var podB = ScriptedPod.answering("from b")) {
      var a = withHostname(TestPods.service("team-a/minilm", TIMEOUT, podA.port()), "a.example");
      var b = TestPods.service("team-b/other", TIMEOUT, podB.port());
      try (var gateway = TestPods.gateway(a, b);
          var client = new RawClient(gateway.frontPort())) {
        client.send("GET /v1/anything HTTP/1.1\r\nHost: A.Example:8080\r\n\r\n");
        assertThat(client.readAnswer()).endsWith("from a");
        client.send("GET /v2/models/other/ready HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(client.readAnswer()).endsWith("from b");
        assertThat(
                post(gateway.frontPort(), "/v1/embeddings", "{\"input\":[],\"model\":\"other\"}"))
            .endsWith("from b");
      }
    }
  }

  @Test
  void a_body_that_was_read_to_find_its_model_arrives_whole() throws Exception {
    try (var pod =
        new ScriptedPod(talk -> {
          talk.readHead();
          var body = talk.readBody();
          talk.write(
              "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s".formatted(body.length(), body));
        })) {
      var service = TestPods.service("team-a/minilm", TIMEOUT, pod.port());
      try (var gateway = TestPods.gateway(service)) {
        var json =
            "{\"input\":\"%s\",\"model\":\"minilm\",\"user\":\"%s\"}"
                .formatted("x".repeat(100_000), "y".repeat(100_000));
        assertThat(post(gateway.frontPort(), "/v1/embeddings", json)).endsWith(json);
      }
    }
  }

  @Test
  void an_image_at_the_front_port_goes_to_the_model_that_its_header_names() throws Exception {
    try (var podA = ScriptedPod.answering("from a");
        var podB = ScriptedPod.answering("from b")) {
      var a = TestPods.service("team-a/ocr", TIMEOUT, podA.port());
      var b = TestPods.service("team-b/scans", TIMEOUT, podB.port());
      try (var gateway = TestPods.gateway(a, b)) {
        assertThat(image(gateway.frontPort(), "X-Steward-Model: scans")).endsWith("from b");
        assertThat(image(gateway.frontPort(), "X-Steward-Model: ocr")).endsWith("from a");
        assertThat(image(gateway.frontPort(), "X-Steward-Model: nobody"))
            .startsWith("HTTP/1.1 404");
        assertThat(image(gateway.frontPort(), "X-Other: ocr"))
            .startsWith("HTTP/1.1 400")
            .contains("x-steward-model: missing");
        assertThat(image(port(a), "X-Steward-Model: scans")).endsWith("from a");
      }
    }
  }

  private static String image(int port, String header) throws Exception {
    try (var client = new RawClient(port)) {
      client.send(
          "POST /v1/ocr HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n%s\r\nContent-Length: 3\r\n\r\nPNG"
              .formatted(header));
      return client.readAnswer();
    }
  }

  @Test
  void a_front_request_without_a_findable_model_is_told_what_to_do() throws Exception {
    try (var gateway = TestPods.gateway()) {
      var port = gateway.frontPort();
      assertThat(post(port, "/v1/embeddings", "{\"input\":\"x\"}"))
          .startsWith("HTTP/1.1 400")
          .contains("model: missing");
      assertThat(post(port, "/v1/embeddings", "not json")).contains("isn't JSON");
      assertThat(post(port, "/v1/embeddings", "{\"model\":7}")).contains("model: must be a string");
      assertThat(post(port, "/v1/embeddings", "{\"a\":\"" + "x".repeat(300_000) + "\"}"))
          .startsWith("HTTP/1.1 400")
          .contains("not found in the first");
      assertThat(post(port, "/v1/embeddings", "{\"model\":\"nobody\"}")).startsWith("HTTP/1.1 404");
      assertThat(get(port, "/nobody/here/v1/models")).contains("404", "{\"error\":{");
      assertThat(get(port, "/")).startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void a_port_given_to_another_service_doesn_t_carry_its_former_clients_there() throws Exception {
    try (var podA = ScriptedPod.answering("from a");
        var podB = ScriptedPod.answering("from b")) {
      var a = TestPods.service("team-a/minilm", TIMEOUT, podA.port());
      var b = TestPods.service("team-b/other", a.config().port(), TIMEOUT, podB.port());
      try (var gateway = TestPods.gateway(a);
          var former = new RawClient(port(a))) {
        former.send("GET /v2 HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(former.readAnswer()).endsWith("from a");

        gateway.follow(Routes.of(List.of(b)));
        TestPods.await(() -> get(port(b), "/v2").endsWith("from b"));

        former.send("GET /v2 HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(former.readAnswer())
            .startsWith("HTTP/1.1 404")
            .contains("Connection: close", "team-a/minilm is no longer served");
      }
    }
  }

  @Test
  void a_port_that_is_taken_is_reported_and_opened_once_it_is_free() throws Exception {
    var taken = TestPods.freePort();
    try (var pod = ScriptedPod.answering("here")) {
      var holder = new ServerSocket(taken.number());
      var late = TestPods.service("team-a/late", taken, TIMEOUT, pod.port());
      var fine = TestPods.service("team-a/fine", TIMEOUT, pod.port());
      try (var gateway = TestPods.gateway(late, fine)) {
        assertThat(gateway.failedPorts()).containsExactly(taken.number());
        assertThat(get(port(fine), "/v2")).endsWith("here");
        holder.close();
        TestPods.await(() -> gateway.failedPorts().isEmpty());
        assertThat(get(port(late), "/v2")).endsWith("here");
      }
    }
  }

  @Test
  void two_thousand_ports_cost_no_thread() throws Exception {
    try (var pod = ScriptedPod.answering("here")) {
      var services =
          IntStream.range(0, 2000)
              .mapToObj(i -> TestPods.service("team-a/s" + i, TIMEOUT, pod.port()))
              .toList();
      try (var gateway = TestPods.gateway()) {
        var before = Thread.activeCount();
        gateway.follow(Routes.of(services));
        assertThat(gateway.openPorts()).isEqualTo(2000);
        for (var i = 0; i < 2000; i += 97) {
          assertThat(get(port(services.get(i)), "/v2")).endsWith("here");
        }
        // Of two thousand; tests beside this one have threads, too.
        assertThat(Thread.activeCount()).isLessThan(before + 200);
        gateway.follow(Routes.none());
        assertThat(gateway.openPorts()).isZero();
      }
    }
  }

  @Test
  void a_gateway_that_leaves_answers_what_comes_and_finishes_what_it_has() throws Exception {
    try (var pod =
        new ScriptedPod(talk -> {
          talk.readHead();
          Thread.sleep(Duration.ofMillis(700));
          talk.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate");
        })) {
      var service = TestPods.service("team-a/minilm", TIMEOUT, pod.port());
      try (var gateway = TestPods.gateway(service);
          var client = new RawClient(port(service))) {
        client.send("GET /v2 HTTP/1.1\r\nHost: x\r\n\r\n");
        TestPods.await(() -> gateway.inFlight() == 1);
        var quick =
            new Drain(
                Duration.ZERO,
                Duration.ofMillis(100),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5));
        gateway.drain(quick, () -> true);
        assertThat(gateway.inFlight()).isZero();
        assertThat(client.readAnswer()).endsWith("late");
      }
    }
  }

  @Test
  void a_gateway_that_leaves_takes_requests_as_long_as_a_service_leads_to_it() throws Exception {
    try (var pod = ScriptedPod.answering("still")) {
      var service = TestPods.service("team-a/minilm", TIMEOUT, pod.port());
      try (var gateway = TestPods.gateway(service)) {
        var listed = new AtomicBoolean(true);
        var drain =
            new Drain(Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO, Duration.ofSeconds(5));
        var drained =
            CompletableFuture.runAsync(() -> {
              try {
                gateway.drain(drain, listed::get);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
        for (var i = 0; i < 3; i++) {
          try (var client = new RawClient(port(service))) {
            client.send("GET /v2 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readAnswer()).endsWith("still");
          }
        }
        assertThat(drained).isNotDone();
        listed.set(false);
        drained.get(30, TimeUnit.SECONDS);
        assertThat(gateway.openPorts()).isZero();
      }
    }
  }

  private static ServiceRoute withHostname(ServiceRoute route, String hostname) {
    var config = route.config();
    return new ServiceRoute(
        new ServingConfig(
            new ServiceId(
                config.service().namespace(), config.service().name(), config.service().uid()),
            config.port(),
            config.model(),
            List.of(hostname),
            config.timeout(),
            config.hold(),
            config.revisions()),
        Map.copyOf(route.pods()));
  }

  private static int port(ServiceRoute service) {
    return service.config().port().number();
  }

  private static String get(int port, String path) throws Exception {
    try (var client = new RawClient(port)) {
      client.send("GET %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(path));
      return client.readAnswer();
    }
  }

  private static String post(int port, String path, String body) throws Exception {
    try (var client = new RawClient(port)) {
      client.send(
          "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(path, body.length(), body));
      return client.readAnswer();
    }
  }
}
