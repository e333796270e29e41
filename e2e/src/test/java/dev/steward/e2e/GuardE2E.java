package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.Load;
import dev.steward.e2e.world.Release;
import dev.steward.e2e.world.Services;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** An engine that can't do TLS, and that drops what it does when it is told to end. */
@ExtendWith(SharedWorld.class)
@TestInstance(Lifecycle.PER_CLASS)
@Order(8)
class GuardE2E {

  private static final String NAME = "guarded";

  private final Release release;
  private final Tenant tenant;

  GuardE2E(World world) {
    release = world.release();
    tenant = world.tenant();
  }

  private void serve(String word) {
    tenant.apply(
        """
        apiVersion: steward.dev/v1alpha1
        kind: ModelService
        metadata: {name: guarded}
        spec:
          model: {uri: "pvc://models/minilm", name: minilm}
          runtime:
            image: steward.dev/engine-standin:%s
            args: ["8000", "%s"]
            plainHttp: {port: 8000}
            resources: {requests: {cpu: 50m, memory: 64Mi}, limits: {memory: 256Mi}}
          scaling: {mode: Fixed, replicas: 1}
        """
            .formatted(release.version(), word));
  }

  @BeforeAll
  void serve() {
    serve("first");
    var _ = tenant.awaitReady(NAME);
  }

  @AfterAll
  void remove_it() {
    tenant.remove(NAME);
  }

  @Test
  void gateways_get_through_streams_too() {
    var answer = Http.post(tenant.url(NAME) + "/v1/embeddings", Services.embeddingOf("a"));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.body().at("/engine").asText()).isIn("first", "second");
    var stream = Http.post(tenant.url(NAME) + "/stream", "{}");
    assertThat(stream.text()).startsWith("data: 0").endsWith("data: 4\n\n");
  }

  @Test
  void who_goes_to_the_pod_itself_is_refused() throws IOException {
    var pod = tenant.pods(NAME).getFirst().getStatus().getPodIP();
    try (var guard = connect(pod, 8080)) {
      guard
          .getOutputStream()
          .write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(guard.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .doesNotContain("HTTP/1.1 200");
    } catch (IOException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
    assertThatThrownBy(() -> connect(pod, 8000).close()).isInstanceOf(IOException.class);
    assertThat(Http.attemptGet("http://" + pod + ":8081/drain").orElseThrow().status())
        .isEqualTo(403);
  }

  private static Socket connect(String host, int port) throws IOException {
    var socket = new Socket();
    try {
      socket.setSoTimeout(20_000);
      socket.connect(new InetSocketAddress(host, port), 5_000);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Test
  void pods_are_replaced_under_load_and_no_request_is_lost() {
    var before = tenant.service(NAME).revision();
    try (var load = Load.on(tenant.url(NAME))) {
      load.awaitMore(10);
      serve("second");
      var _ =
          Await.until(
              "the second revision answers",
              Await.PATIENTLY,
              () -> Http.post(tenant.url(NAME) + "/v1/embeddings", Services.embeddingOf("a")),
              answer -> answer.text().contains("second"));
      Await.holds(
          "no pod of the first is left",
          Await.PATIENTLY,
          () ->
              tenant.pods(NAME).stream()
                  .noneMatch(pod -> pod.getMetadata().getName().startsWith(before)));
      load.awaitMore(10);
      assertThat(load.failures()).isEmpty();
    }
  }
}
