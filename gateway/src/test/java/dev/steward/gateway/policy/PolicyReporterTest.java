package dev.steward.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.core.policy.Obligations;
import dev.steward.core.policy.Obligations.Intake;
import dev.steward.core.policy.PolicyDigest;
import dev.steward.gateway.GatewayServer;
import dev.steward.gateway.GatewaySettings;
import dev.steward.gateway.RawClient;
import dev.steward.gateway.ScriptedPod;
import dev.steward.gateway.TestPods;
import dev.steward.gateway.proxy.Neighbours;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.protocol.report.PolicyAnswer;
import dev.steward.protocol.report.PolicyReport;
import dev.steward.protocol.report.PolicyReportJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PolicyReporterTest {

  private static final PodAddress ONE = new PodAddress("127.0.0.1", 1);
  private static final PodAddress TWO = new PodAddress("127.0.0.1", 2);
  private static final String UID = "uid-team-a/minilm";

  private final ServiceRoute plain = TestPods.service("team-a/minilm", Duration.ofSeconds(20));
  private final List<Sent> sent = new ArrayList<>();
  private List<PodAddress> operators = List.of(ONE);
  private Routes routes = Routes.none();
  private long now = 1;

  private final Fence fence = new Fence();
  private final PolicyReporter reporter =
      new PolicyReporter("g-0", "p", () -> routes, () -> operators, this::post, fence);

  private record Sent(PodAddress operator, PolicyReport report, Consumer<byte[]> answered) {
    void answer(PolicyAnswer answer) {
      answered.accept(PolicyReportJson.write(answer));
    }
  }

  private void post(PodAddress operator, String path, byte[] body, Consumer<byte[]> answered) {
    assertThat(path).isEqualTo("/v1/policies");
    sent.add(new Sent(operator, read(body), answered));
  }

  private static PolicyReport read(byte[] body) {
    try {
      return PolicyReportJson.read(new ByteArrayInputStream(body))
              instanceof Outcome.Done<PolicyReport>(var report)
          ? report
          : failed();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PolicyReport failed() {
    throw new AssertionError("it can't be read");
  }

  private static ServiceRoute under(ServiceRoute route, char digit, Intake intake) {
    var digest = new PolicyDigest("v1:sha256:" + String.valueOf(digit).repeat(64));
    return new ServiceRoute(
        route
            .config()
            .obliging(new Obligations(digest, Optional.empty(), Optional.empty(), intake)),
        route.pods());
  }

  private List<Sent> tellAfter(Duration time) {
    now += time.toNanos();
    sent.clear();
    reporter.tell(now);
    return List.copyOf(sent);
  }

  @Test
  void all_is_told_once_and_then_only_that_nothing_has_changed() {
    routes = Routes.of(List.of(under(plain, 'a', Intake.OPEN)));
    var first = tellAfter(Duration.ZERO);
    assertThat(first).hasSize(1);
    var digest = first.getFirst().report().running().orElseThrow().get(UID);
    assertThat(digest).isNotNull().extracting(it -> it.intake()).isEqualTo(Intake.OPEN);
    first.getFirst().answer(PolicyAnswer.KNOWN);

    assertThat(tellAfter(PolicyLine.BEAT.minusMillis(1))).isEmpty();
    var beat = tellAfter(Duration.ofMillis(1));
    assertThat(beat).hasSize(1);
    assertThat(beat.getFirst().report().running()).isEmpty();
    assertThat(beat.getFirst().report().number()).isEqualTo(first.getFirst().report().number());
  }

  @Test
  void a_change_is_told_at_once_and_one_of_pods_alone_isnt() {
    routes = Routes.of(List.of(under(plain, 'a', Intake.OPEN)));
    tellAfter(Duration.ZERO).getFirst().answer(PolicyAnswer.KNOWN);
    routes =
        Routes.of(
            List.of(
                under(
                    TestPods.service("team-a/minilm", Duration.ofSeconds(20), 1),
                    'a',
                    Intake.OPEN)));
    assertThat(tellAfter(PolicyLine.TOGETHER)).isEmpty();
    routes = Routes.of(List.of(under(plain, 'a', Intake.REFUSED)));
    assertThat(tellAfter(Duration.ZERO)).hasSize(1);
    routes = Routes.of(List.of(plain));
    assertThat(tellAfter(PolicyLine.TOGETHER.minusMillis(1))).isEmpty();
    assertThat(tellAfter(Duration.ofMillis(1)).getFirst().report().running())
        .isEqualTo(Optional.of(Map.of()));
  }

  @Test
  void an_operator_that_knows_nothing_is_told_all_of_it_and_each_by_itself() {
    operators = List.of(ONE, TWO);
    routes = Routes.of(List.of(under(plain, 'a', Intake.OPEN)));
    tellAfter(Duration.ZERO).forEach(each -> each.answer(PolicyAnswer.KNOWN));
    var beats = tellAfter(PolicyLine.BEAT);
    beats.getFirst().answer(PolicyAnswer.UNKNOWN);
    beats.getLast().answer(PolicyAnswer.KNOWN);
    var again = tellAfter(PolicyLine.AGAIN);
    assertThat(again).hasSize(1);
    assertThat(again.getFirst().operator()).isEqualTo(beats.getFirst().operator());
    assertThat(again.getFirst().report().running()).isPresent();
  }

  @Test
  void what_isnt_answered_is_told_again() {
    tellAfter(Duration.ZERO);
    assertThat(tellAfter(PolicyLine.AGAIN.minusMillis(1))).isEmpty();
    assertThat(tellAfter(Duration.ofMillis(1)).getFirst().report().running()).isPresent();
  }

  @Test
  void what_is_told_is_what_requests_are_judged_by() throws Exception {
    try (var pod = ScriptedPod.answering("computed");
        var gateway =
            GatewayServer.start(GatewaySettings.defaults().withFrontPort(0), Routes.none())) {
      var route = TestPods.service("team-a/minilm", Duration.ofSeconds(20), pod.port());
      var reporting =
          new PolicyReporter("g-0", "p", gateway::routes, () -> List.of(ONE), this::post, fence);
      // Read from the API server and not followed yet: nobody is judged by it, and nobody is told.
      var received = Routes.of(List.of(under(route, 'b', Intake.REFUSED)));
      gateway.follow(Routes.of(List.of(under(route, 'a', Intake.OPEN))));
      reporting.tell(1);
      assertThat(told()).isEqualTo(Intake.OPEN);
      assertThat(ask(route)).startsWith("HTTP/1.1 200");

      gateway.follow(received);
      reporting.tell(1 + PolicyLine.AGAIN.toNanos());
      assertThat(told()).isEqualTo(Intake.REFUSED);
      assertThat(ask(route)).startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void what_an_operator_has_against_isnt_answered_by_until_the_gateway_has_something_else()
      throws Exception {
    try (var pod = ScriptedPod.answering("computed");
        var gateway =
            GatewayServer.start(
                GatewaySettings.defaults().withFrontPort(0),
                Routes.none(),
                Neighbours.none().with(fence))) {
      var route = TestPods.service("team-a/minilm", Duration.ofSeconds(20), pod.port());
      var reporting =
          new PolicyReporter("g-0", "p", gateway::routes, () -> operators, this::post, fence);
      var old = under(route, 'a', Intake.OPEN);
      gateway.follow(Routes.of(List.of(old)));
      reporting.tell(1);
      sent.getLast().answer(against(old));
      assertThat(ask(route))
          .startsWith("HTTP/1.1 503")
          .contains("policy_behind", "onnection: close");
      assertThat(askAtFront(gateway)).startsWith("HTTP/1.1 503");

      gateway.follow(Routes.of(List.of(under(route, 'b', Intake.OPEN))));
      assertThat(ask(route)).startsWith("HTTP/1.1 200");
      gateway.follow(Routes.of(List.of(old)));
      assertThat(ask(route)).startsWith("HTTP/1.1 503");
      // The operator that had something against it is gone.
      operators = List.of(TWO);
      reporting.tell(2);
      assertThat(ask(route)).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void a_service_that_should_be_governed_and_isnt_is_shut_too() throws Exception {
    try (var pod = ScriptedPod.answering("computed");
        var gateway =
            GatewayServer.start(
                GatewaySettings.defaults().withFrontPort(0),
                Routes.none(),
                Neighbours.none().with(fence))) {
      var route = TestPods.service("team-a/minilm", Duration.ofSeconds(20), pod.port());
      gateway.follow(Routes.of(List.of(route)));
      fence.says(ONE, against(route).behind());
      assertThat(ask(route)).startsWith("HTTP/1.1 503");
      fence.says(ONE, Map.of());
      assertThat(ask(route)).startsWith("HTTP/1.1 200");
    }
  }

  private static PolicyAnswer against(ServiceRoute route) {
    return new PolicyAnswer(
        PolicyAnswer.Memory.KNOWN,
        Map.of(UID, route.config().obligations().map(Obligations::inForce)));
  }

  private static String askAtFront(GatewayServer gateway) throws IOException {
    try (var client = new RawClient(gateway.frontPort())) {
      client.send("GET /team-a/minilm/v2 HTTP/1.1\r\nHost: x\r\n\r\n");
      return client.readAnswer();
    }
  }

  private Intake told() {
    var running = sent.getLast().report().running().orElseThrow().get(UID);
    return Optional.ofNullable(running).orElseThrow().intake();
  }

  private static String ask(ServiceRoute route) throws IOException {
    try (var client = new RawClient(route.config().port().number())) {
      client.send("GET /v2 HTTP/1.1\r\nHost: x\r\n\r\n");
      return client.readAnswer();
    }
  }

  @Test
  void a_pod_is_told_the_digest_and_never_a_client_s_word_of_it() throws Exception {
    try (var pod =
            new ScriptedPod(talk -> {
              while (talk.readHead()) {
                talk.readBody();
                talk.write(
                    "HTTP/1.1 200 OK\r\nx-steward-policy: mine\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(talk.head().length(), talk.head()));
              }
            });
        var gateway =
            GatewayServer.start(GatewaySettings.defaults().withFrontPort(0), Routes.none())) {
      var route = TestPods.service("team-a/minilm", Duration.ofSeconds(20), pod.port());
      for (var governed : List.of(route, under(route, 'a', Intake.OPEN))) {
        gateway.follow(Routes.of(List.of(governed)));
        TestPods.await(() -> gateway.openPorts() == 1);
        try (var client = new RawClient(route.config().port().number())) {
          client.send("GET /v2 HTTP/1.1\r\nHost: x\r\nx-steward-policy: forged\r\n\r\n");
          var digest =
              governed.config().obligations().map(asked -> asked.digest().text()).orElse("");
          assertThat(client.readAnswer())
              .doesNotContain("forged", "mine")
              .contains(digest.isEmpty() ? "" : "x-steward-policy: " + digest);
        }
      }
    }
  }
}
