package dev.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.serving.HoldPolicy;
import dev.steward.gateway.audit.Ended;
import dev.steward.gateway.audit.Operation;
import dev.steward.gateway.proxy.Neighbours;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose answers wait for their records. */
class RecordingTest {
  private static final String INFER =
      RawClient.head(
              "POST /v2/models/minilm/infer HTTP/1.1",
              "Host: x",
              "X-Request-Id: r-1",
              "Content-Length: 2")
          + "{}";
  private static final String GET = RawClient.head("GET /v2/x HTTP/1.1", "Host: x");

  private final SeenTrail trail = new SeenTrail();

  private OneService gateway(Integer... pods) {
    return new OneService(
        Duration.ofSeconds(20), GatewaySettings.defaults(), Neighbours.none().with(trail), pods);
  }

  /** Another request comes and is answered, so whatever wasn't held back has gone out by then. */
  private void passTime(OneService gateway) throws Exception {
    try (var other = gateway.connect()) {
      assertThat(other.send(GET).readAnswer()).startsWith("HTTP/1.1 200");
    }
    trail.next().ended();
  }

  @Test
  void nothing_goes_out_before_its_record_is_durable() throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var gateway = gateway(pod.port());
        var client = gateway.connect()) {
      client.send(INFER);
      var page = trail.next();
      TestPods.await(() -> pod.connections() == 1);
      passTime(gateway);
      assertThat(client.hasMore()).isFalse();
      page.write();
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").endsWith("ok");
    }
  }

  @Test
  void a_record_says_who_was_asked_for_what_and_what_came_of_it() throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var gateway = gateway(pod.port());
        var client = gateway.connect()) {
      client.send(INFER);
      var page = trail.next();
      assertThat(page.service()).isEqualTo("team-a/minilm");
      assertThat(page.begun().operation()).isEqualTo(Operation.INFER);
      page.write();
      assertThat(client.readAnswer()).contains("x-steward-record: record-1");
      var ended = page.ended();
      assertThat(ended.outcome()).isEqualTo(Ended.Outcome.ANSWERED);
      assertThat(ended.status()).isEqualTo(200);
      assertThat(ended.asked())
          .contains(new Ended.Asked("minilm-1", Optional.of("127.0.0.1:" + pod.port())));
      assertThat(ended.requestBytes()).isEqualTo(2);
      assertThat(ended.error()).isEmpty();
      assertThat(ended.bytes()).isEqualTo(2);
      assertThat(ended.took()).isPositive();
    }
  }

  @Test
  void what_is_asked_and_answered_is_shown_as_it_passes() throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var gateway = gateway(pod.port());
        var client = gateway.connect()) {
      client.send(INFER);
      var page = trail.next();
      page.write();
      assertThat(client.readAnswer()).endsWith("ok");
      page.ended();
      assertThat(page.shown().requestText()).isEqualTo("{}");
      assertThat(page.shown().answerText()).isEqualTo("ok");
    }
  }

  @Test
  void what_was_read_before_its_service_was_known_is_shown_too() throws Exception {
    var body = "{\"model\": \"minilm\", \"input\": \"The cat\"}";
    try (var pod = ScriptedPod.answering("ok");
        var gateway = gateway(pod.port());
        var client = gateway.connectToFront()) {
      client.send(
          RawClient.head(
                  "POST /v1/embeddings HTTP/1.1", "Host: x", "Content-Length: " + body.length())
              + body);
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
      var page = trail.next();
      page.ended();
      assertThat(page.shown().requestText()).isEqualTo(body);
    }
  }

  @Test
  void an_answer_that_may_not_go_out_is_not_shown() throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var gateway = gateway(pod.port());
        var client = gateway.connect()) {
      client.send(INFER);
      var page = trail.next();
      page.fail();
      assertThat(client.readAll()).contains("unrecorded");
      page.ended();
      assertThat(page.shown().answerText())
          .contains("no record of this request")
          .doesNotContain("ok");
    }
  }

  @Test
  void a_refusal_waits_for_its_record_too() throws Exception {
    try (var gateway = gateway();
        var client = gateway.connect()) {
      client.send(INFER);
      var page = trail.next();
      try (var other = gateway.connect()) {
        assertThat(other.send(GET).readAnswer()).startsWith("HTTP/1.1 503");
      }
      assertThat(client.hasMore()).isFalse();
      page.write();
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 503").contains("no_replica");
      assertThat(page.ended().error()).contains(ErrorCode.NO_REPLICA);
      assertThat(page.ended().outcome()).isEqualTo(Ended.Outcome.SHED);
    }
  }

  @Test
  void what_breaks_rules_at_a_service_s_own_port_is_recorded() throws Exception {
    try (var gateway = gateway();
        var client = gateway.connect()) {
      client.send(RawClient.head("GET /v2/x?a=%zz HTTP/1.1", "Host: x"));
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 400");
      assertThat(trail.next().ended().status()).isEqualTo(400);
    }
  }

  @Test
  void a_request_that_is_too_large_is_recorded_too() throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var gateway = gateway(pod.port());
        var client = gateway.connect()) {
      client.send(
          RawClient.head(
              "POST /v2/models/minilm/infer HTTP/1.1", "Host: x", "Content-Length: " + (1L << 30)));
      var page = trail.next();
      page.write();
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 413");
      // What the client goes on sending is taken for a while, so that it gets to read the answer.
      client.endSending();
      assertThat(page.ended().status()).isEqualTo(413);
      assertThat(page.ended().error()).contains(ErrorCode.REQUEST_TOO_LARGE);
      assertThat(pod.connections()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "r-1",
        "r 1",
        "r-1\",\"service\":\"another/one",
        "r-1\tservice=another/one",
        "record-1"
      })
  void nothing_that_a_client_writes_into_a_header_stands_in_a_record(String text) throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var gateway = gateway(pod.port());
        var client = gateway.connect()) {
      client.send(
          RawClient.head(
              "GET /v2/x HTTP/1.1",
              "Host: x",
              "X-Request-Id: " + text,
              "X-Steward-Record: " + text,
              "User-Agent: " + text));
      var page = trail.next();
      assertThat(page.begun().requestId())
          .satisfies(
              named -> assertThat(named.orElse("")).isNotEqualTo(text).matches("[0-9a-f]{32}|"));
      assertThat(page.service()).isEqualTo("team-a/minilm");
      assertThat(client.readAnswer()).containsOnlyOnce("x-steward-record: " + page.name());
    }
  }

  @Test
  void a_header_with_control_characters_gets_to_no_record() throws Exception {
    try (var gateway = gateway();
        var client = gateway.connect()) {
      client.send(RawClient.head("GET /v2/x HTTP/1.1", "Host: x", "X-Request-Id: \u001b[2Kr-1"));
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 400");
      assertThat(trail.isEmpty()).isTrue();
    }
  }

  @Test
  void at_the_front_port_a_request_is_recorded_once_its_service_is_known() throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var gateway = gateway(pod.port());
        var client = gateway.connectToFront()) {
      client.send(RawClient.head("GET /nobody/knows/v2 HTTP/1.1", "Host: x"));
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 404");
      assertThat(trail.isEmpty()).isTrue();
      client.send(RawClient.head("GET /team-a/minilm/v2/x HTTP/1.1", "Host: x"));
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
      assertThat(trail.next().service()).isEqualTo("team-a/minilm");
      assertThat(trail.isEmpty()).isTrue();
    }
  }

  @Test
  void a_request_whose_record_fails_gets_no_answer_of_the_pod() throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var gateway = gateway(pod.port());
        var client = gateway.connect()) {
      client.send(INFER);
      var page = trail.next();
      TestPods.await(() -> pod.connections() == 1);
      page.fail();
      assertThat(client.readAll())
          .startsWith("HTTP/1.1 503")
          .contains(
              "x-request-id: r-1", "x-steward-record: record-1", "Retry-After: 1", "unrecorded")
          .doesNotContain("ok");
      assertThat(page.ended().outcome()).isEqualTo(Ended.Outcome.DENIED);
      assertThat(page.ended().error()).contains(ErrorCode.UNRECORDED);
      TestPods.await(() -> gateway.server().inFlight() == 0);
    }
  }

  @Test
  void what_cant_be_recorded_reaches_no_pod() throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var gateway =
            new OneService(
                Duration.ofSeconds(20),
                GatewaySettings.defaults(),
                Neighbours.none()
                    .with((route, begun) -> {
                      var page = trail.begin(route, begun);
                      trail.nextNow().fail();
                      return page;
                    }),
                pod.port());
        var client = gateway.connect()) {
      client.send(INFER);
      assertThat(client.readAll()).startsWith("HTTP/1.1 503").contains("unrecorded");
      assertThat(pod.connections()).isZero();
    }
  }

  @Test
  void a_client_that_leaves_ends_its_record() throws Exception {
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              talk.readBody();
              talk.readHead();
            });
        var gateway = gateway(pod.port())) {
      try (var client = gateway.connect()) {
        client.send(INFER);
        TestPods.await(() -> pod.connections() == 1);
      }
      var page = trail.next();
      page.write();
      assertThat(page.ended().outcome()).isEqualTo(Ended.Outcome.CLIENT_LEFT);
    }
  }

  @Test
  void the_comments_of_a_hold_wait_for_the_record() throws Exception {
    var plain = TestPods.service("team-a/minilm", Duration.ofSeconds(20));
    var hold = new HoldPolicy(10, 1 << 20, Duration.ofSeconds(20));
    var route = new ServiceRoute(HoldTest.with(plain.config(), Optional.of(hold)), Map.of());
    try (var gateway =
            GatewayServer.start(
                GatewaySettings.defaults().withFrontPort(0),
                Routes.of(List.of(route)),
                Neighbours.none().with(trail));
        var client = new RawClient(route.config().port().number());
        var other = new RawClient(route.config().port().number())) {
      client.send(streamed("/v2/models/minilm/infer"));
      var page = trail.next();
      other.send(streamed("/v1/x"));
      other.readUntil(": waiting for a replica\n\n");
      assertThat(client.hasMore()).isFalse();
      page.write();
      assertThat(client.readUntil(": waiting for a replica\n\n")).startsWith("HTTP/1.1 200");
      assertThat(gateway.inFlight()).isEqualTo(2);
    }
  }

  private static String streamed(String path) {
    return RawClient.head("GET " + path + " HTTP/1.1", "Host: x", "Accept: text/event-stream");
  }
}
