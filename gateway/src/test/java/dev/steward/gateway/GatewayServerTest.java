package dev.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatewayServerTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void two_services_of_one_name_in_two_namespaces_never_meet() throws Exception {
    try (var podA = ScriptedPod.answering("a");
        var podB = ScriptedPod.answering("b")) {
      var a = TestPods.service("team-a/minilm", TIMEOUT, podA.port());
      var b = TestPods.service("team-b/minilm", TIMEOUT, podB.port());
      try (var gateway = start(a, b)) {
        assertThat(get(port(a), "/v2/models/minilm").body()).isEqualTo("a");
        assertThat(get(port(b), "/v2/models/minilm").body()).isEqualTo("b");
        assertThat(get(gateway.frontPort(), "/team-a/minilm/v2").body()).isEqualTo("a");
        assertThat(get(gateway.frontPort(), "/team-b/minilm/v2").body()).isEqualTo("b");
        var ambiguous = get(gateway.frontPort(), "/v2/models/minilm/ready");
        assertThat(ambiguous.statusCode()).isEqualTo(409);
        assertThat(ambiguous.body()).contains("/NAMESPACE/NAME/v2/models/minilm/ready");
        var post = post(gateway.frontPort(), "/v1/embeddings", "{\"model\": \"minilm\"}");
        assertThat(post.statusCode()).isEqualTo(409);
        var onB = post(port(b), "/v1/embeddings", "{\"model\": \"minilm\"}");
        assertThat(onB.body()).isEqualTo("b");
      }
    }
  }

  private static GatewayServer start(ServiceRoute... services) {
    return GatewayServer.start(
        GatewaySettings.defaults().withFrontPort(0), Routes.of(List.of(services)));
  }

  private static int port(ServiceRoute service) {
    return service.config().port().number();
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(int port, String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
