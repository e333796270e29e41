package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.Services;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Capacity follows load, to nothing and back. */
@ExtendWith(SharedWorld.class)
@Order(2)
class ScalingE2E {
  private static final String SCALED = "scaled";

  private final Tenant tenant;

  ScalingE2E(World world) {
    tenant = world.tenant();
  }

  @AfterEach
  void remove() {
    tenant.remove(SCALED);
  }

  private static String scaled(String scaling) {
    return Services.quick(SCALED) + "  scaling: " + scaling + "\n";
  }

  private void awaitNoPod() {
    var _ =
        Await.until(
            "no pod is left", Await.PATIENTLY, () -> tenant.pods(SCALED), pods -> pods.isEmpty());
  }

  /** A service at zero is Ready as soon as it is written, a moment before its port is open. */
  private void awaitOpen() {
    var host = URI.create(tenant.url(SCALED)).getHost();
    Await.holds("the address takes connections", Await.PATIENTLY, () -> takesConnections(host));
  }

  private static boolean takesConnections(String host) {
    for (var i = 0; i < 20; i++) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(host, 80), 3000);
      } catch (IOException _) {
        return false;
      }
    }
    return true;
  }

  /** All of them, however many fail. */
  private List<Optional<Http.Answer>> askAtOnce(int requests) throws InterruptedException {
    var url = tenant.url(SCALED) + "/v1/embeddings";
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked = new ArrayList<Future<Optional<Http.Answer>>>();
      for (var i = 0; i < requests; i++) {
        asked.add(clients.submit(() -> Http.attemptPostAnew(url, Services.embeddingOf("wake up"))));
      }
      var answers = new ArrayList<Optional<Http.Answer>>();
      for (var one : asked) {
        answers.add(one.get());
      }
      return answers;
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_service_at_zero_answers_every_request_and_goes_back_to_zero() throws Exception {
    tenant.apply(
        scaled("{min: 0, replicas: 0, stableWindow: 10s, panicWindow: 2s, scaleToZeroAfter: 10s}"));
    var atZero = tenant.awaitReady(SCALED);
    assertThat(atZero.condition("Ready").orElseThrow().reason()).isEqualTo("ScaledToZero");
    assertThat(tenant.pods(SCALED)).isEmpty();
    awaitOpen();

    assertThat(askAtOnce(40))
        .allSatisfy(answer -> assertThat(answer).map(Http.Answer::status).contains(200));

    awaitNoPod();
    assertThat(latest().path("reason").asText()).isEqualTo("QUIET");
    assertThat(latest().path("to").asInt()).isZero();
    assertThat(tenant.service(SCALED).json().at("/status/scaling/desired").asInt()).isZero();

    assertThat(askAtOnce(1))
        .allSatisfy(answer -> assertThat(answer).map(Http.Answer::status).contains(200));
    var _ =
        Await.until(
            "it is told why there is a pod again",
            Await.PATIENTLY,
            this::latest,
            decision -> decision.path("reason").asText().equals("WOKEN"));
    assertThat(tenant.kubectl("describe", "msvc", SCALED)).contains("WOKEN", "QUIET");
  }

  /** The last decision, as the status tells it. */
  private JsonNode latest() {
    return tenant.service(SCALED).json().at("/status/scaling/decisions/0");
  }

  @Test
  void requests_that_come_while_it_goes_to_zero_are_answered() throws Exception {
    tenant.apply(scaled("{min: 0, stableWindow: 10s, panicWindow: 2s, scaleToZeroAfter: 10s}"));
    var _ = tenant.awaitReady(SCALED);
    // Nobody asks until the number falls; from then on somebody does, without a pause.
    var _ =
        Await.until(
            "it is told to go to zero",
            Await.PATIENTLY,
            () -> tenant.service(SCALED).json().at("/spec/scaling/replicas").asInt(),
            replicas -> replicas == 0);
    for (var i = 0; i < 20; i++) {
      assertThat(askAtOnce(1))
          .allSatisfy(answer -> assertThat(answer).map(Http.Answer::status).contains(200));
    }
  }

  @Test
  void what_somebody_else_scales_steward_leaves_alone() {
    tenant.apply(scaled("{mode: External, replicas: 0}"));
    var _ = tenant.awaitReady(SCALED);
    awaitOpen();
    var answer = Http.post(tenant.url(SCALED) + "/v1/embeddings", Services.embeddingOf("no one"));
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.error()).contains("is scaled to 0");
    tenant.kubectl("scale", "msvc", SCALED, "--replicas=1");
    var _ =
        Await.until(
            "one is ready",
            Await.PATIENTLY,
            () -> tenant.service(SCALED),
            service ->
                service.isReady() && service.json().at("/status/ready").asText().equals("1/1"));
    assertThat(tenant.service(SCALED).json().at("/status/scaling").isMissingNode()).isTrue();
  }
}
