package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example of a model that writes, asked through the gateways. */
@ExtendWith(SharedWorld.class)
@TestInstance(Lifecycle.PER_CLASS)
@Order(8)
class ChatE2E {

  private static final String SERVICE = "smollm";

  private final Tenant tenant;
  private final Path examples;
  private String url = "";

  ChatE2E(World world) {
    tenant = world.tenant();
    examples = world.cluster().checkout().resolve("examples");
  }

  @BeforeAll
  void apply_the_example() {
    tenant.applyFile(examples.resolve("chat.yaml"));
    var _ = tenant.awaitReady(SERVICE);
    url = tenant.url(SERVICE) + "/v1/chat/completions";
  }

  @AfterAll
  void remove_it() {
    tenant.remove(SERVICE);
  }

  private static String question(String content, String more) {
    return """
    {"model": "smollm", "temperature": 0, "messages": [{"role": "user", "content": "%s"}]%s}
    """
        .formatted(content, more);
  }

  @Test
  void a_question_is_answered() {
    var answer = Http.post(url, question("What is the capital of France?", ", \"max_tokens\": 30"));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.body().at("/choices/0/message/content").asText()).contains("Paris");
  }

  @Test
  void an_answer_that_is_streamed_comes_as_it_is_written() throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(url))
            .header("content-type", "application/json")
            .timeout(Duration.ofSeconds(60))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    question("Tell me about the sea.", ", \"max_tokens\": 150, \"stream\": true")))
            .build();
    try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      var answer = http.send(request, HttpResponse.BodyHandlers.ofLines());
      var events = new ArrayList<String>();
      var times = new ArrayList<Long>();
      answer
          .body()
          .filter(line -> line.startsWith("data: "))
          .forEach(line -> {
            events.add(line);
            times.add(System.nanoTime());
          });
      // After the body is read: a client waits for what isn't when it is closed.
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-type").orElse(""))
          .startsWith("text/event-stream");
      assertThat(events).hasSizeGreaterThan(50);
      assertThat(events.getLast()).isEqualTo("data: [DONE]");
      // No machine writes so many tokens in that time: somebody would have kept them.
      assertThat(Duration.ofNanos(times.getLast() - times.getFirst()))
          .isGreaterThan(Duration.ofMillis(100));
    }
  }

  @Test
  void what_it_cant_do_is_refused_by_its_field() {
    var answer = Http.post(url, question("Hi", ", \"modalities\": [\"audio\"]"));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().at("/error/message").asText()).contains("modalities");
  }
}
