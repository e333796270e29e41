package dev.steward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code steward task … --url} against a stand-in that speaks as a gateway does. */
class RemoteTaskTest {

  private static final String RUNNING =
      "{\"id\":\"three\",\"state\":\"Running\",\"items\":{\"total\":3,\"done\":1,\"failed\":0}}";
  private static final String COMPLETE =
      "{\"id\":\"three\",\"state\":\"Complete\",\"items\":{\"total\":3,\"done\":3,\"failed\":1},"
          + "\"failures\":[{\"item\":1,\"input\":\"items[1]\",\"reason\":\"too bad\"}]}";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  private Path folder;

  @SuppressWarnings("NullAway.Init")
  private HttpServer gateway;

  private final AtomicReference<String> posted = new AtomicReference<>("");
  private final AtomicInteger streams = new AtomicInteger();

  @BeforeEach
  void start() throws IOException {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext("/v1/tasks", this::answer);
    gateway.start();
    Files.writeString(
        folder.resolve("task.yaml"),
        """
        apiVersion: steward.dev/v1alpha1
        kind: InferenceTask
        metadata: {name: three}
        spec: {service: texts, inputs: {items: [a, b, c]}}
        """);
  }

  @AfterEach
  void stop() {
    gateway.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().toString();
      if (exchange.getRequestMethod().equals("POST")) {
        posted.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        send(exchange, 201, RUNNING);
      } else if (path.endsWith("/events")) {
        // The first stream breaks off, as when its gateway goes.
        var end =
            streams.getAndIncrement() == 0 ? "" : "event: complete\ndata: " + COMPLETE + "\n\n";
        send(exchange, 200, ": \n\nevent: progress\ndata: " + RUNNING + "\n\n" + end);
      } else if (path.endsWith("/results")) {
        send(exchange, 200, "{\"item\":0}\n{\"item\":1}\n{\"item\":2}\n");
      } else {
        send(exchange, 404, "{\"error\":{\"message\":\"there is no such thing\"}}");
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private CommandRun run(String command) {
    return CommandRun.of(
        "task",
        command,
        folder.resolve("task.yaml").toString(),
        "--url",
        "http://127.0.0.1:" + gateway.getAddress().getPort());
  }

  @Test
  void a_task_is_given_to_the_cluster_and_followed_over_the_end_of_a_gateway() {
    var run = run("submit");

    assertThat(run.exitCode()).isZero();
    assertThat(posted.get()).contains("\"name\":\"three\"", "\"items\":[\"a\",\"b\",\"c\"]");
    assertThat(run.out())
        .contains("Complete: 3 items, 1 failed", "failed: items[1]: too bad", "task results");
    assertThat(streams.get()).isEqualTo(2);
  }

  @Test
  void its_results_are_printed() {
    assertThat(run("results").out()).isEqualTo("{\"item\":0}\n{\"item\":1}\n{\"item\":2}\n");
  }

  @Test
  void a_gateways_refusal_is_told_in_its_own_words() {
    var run = run("watch");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("there is no such thing");
  }
}
