package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.model.ModelTask;
import dev.steward.runtime.pool.PoolSettings;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.runtime.testing.RawClient;
import dev.steward.runtime.testing.TestServer;
import dev.steward.runtime.web.HttpLimits;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileClientsIT {

  private static final String INFER = "/v2/models/m/infer";
  private static final String GOOD =
      "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2]}]}";

  private static final HttpLimits SMALL =
      new HttpLimits(
          1 << 20,
          4 << 20,
          8 << 10,
          1000,
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20));

  /** Gives clients little time. */
  private static TestServer server;

  /** Gives clients time. */
  private static TestServer patient;

  @BeforeAll
  static void start(@TempDir Path folder) {
    var model = OnnxFile.identity(folder.resolve("m.onnx"), 2);
    patient = TestServer.of(model, ModelTask.TENSOR, settings -> settings.withLimits(SMALL));
    var limits =
        new HttpLimits(
            1 << 20,
            4 << 20,
            8 << 10,
            1000,
            Duration.ofMillis(700),
            Duration.ofMillis(1500),
            Duration.ofSeconds(20));
    server =
        TestServer.of(
            model,
            ModelTask.TENSOR,
            settings -> settings.withLimits(limits).withPool(new PoolSettings(2, 1, 300)));
  }

  @AfterAll
  static void stop() {
    server.close();
    patient.close();
  }

  private static void assertServing() {
    assertThat(server.post(INFER, GOOD).statusCode()).isEqualTo(200);
  }

  @Test
  void a_body_of_a_gibibyte_is_answered_and_never_held() throws IOException {
    try (var client = new RawClient(server.server().port())) {
      client.head(INFER, 1L << 30);
      assertThat(client.statusLine()).startsWith("HTTP/1.1 413");
      var chunk = new byte[1 << 20];
      for (int i = 0; i < 1024; i++) {
        client.send(chunk);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("(?i).*(broken pipe|reset).*");
    }
    assertServing();
  }

  @Test
  void a_gibibyte_in_chunks_without_a_length_is_answered_too() throws Exception {
    try (var client = new RawClient(server.server().port());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      client.send(
          "POST "
              + INFER
              + " HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
              + "transfer-encoding: chunked\r\n\r\n");
      Future<String> status = threads.submit(client::statusLine);
      var chunk = "100000\r\n" + " ".repeat(1 << 20) + "\r\n";
      try {
        for (int i = 0; i < 1024; i++) {
          client.send(chunk);
        }
      } catch (IOException e) {
        assertThat(e).hasMessageMatching("(?i).*(broken pipe|reset).*");
      }
      assertThat(status.get()).startsWith("HTTP/1.1 413");
    }
    assertServing();
  }

  @Test
  void a_client_that_stops_in_the_middle_is_answered_408() throws IOException {
    try (var client = new RawClient(server.server().port())) {
      client.head(INFER, 100).send("{\"inputs\":");
      assertThat(client.statusLine()).startsWith("HTTP/1.1 408");
    }
    assertServing();
  }

  @Test
  void a_client_that_trickles_is_answered_408() throws Exception {
    try (var client = new RawClient(server.server().port());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      client.head(INFER, 1000).send("{");
      Future<String> status = threads.submit(client::statusLine);
      while (!status.isDone()) {
        client.send(" ");
        Thread.sleep(50);
      }
      assertThat(status.get()).startsWith("HTTP/1.1 408");
    }
    assertServing();
  }

  @Test
  void headers_too_large_are_answered_431() throws IOException {
    try (var client = new RawClient(server.server().port())) {
      client.send("GET /v2 HTTP/1.1\r\nhost: x\r\nx: " + "a".repeat(10_000) + "\r\n\r\n");
      assertThat(client.statusLine()).startsWith("HTTP/1.1 431");
    }
    assertServing();
  }

  @Test
  void what_is_no_http_is_answered_400() throws IOException {
    try (var client = new RawClient(server.server().port())) {
      client.send("\u0016\u0003\u0001 hello\r\n\r\n");
      assertThat(client.statusLine()).startsWith("HTTP/1.1 400");
    }
    assertServing();
  }

  @Test
  void many_half_requests_keep_nobody_out() throws IOException {
    var clients = new ArrayList<RawClient>();
    try {
      for (int i = 0; i < 200; i++) {
        clients.add(new RawClient(patient.server().port()).head(INFER, 100).send("{"));
      }
      assertThat(patient.post(INFER, GOOD).statusCode()).isEqualTo(200);
      assertThat(patient.admin("/readyz").statusCode()).isEqualTo(200);
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
  }

  @Test
  void two_hundred_clients_at_once_are_all_answered() throws Exception {
    var work = new ArrayList<Callable<HttpResponse<String>>>();
    for (int i = 0; i < 200; i++) {
      work.add(() -> patient.post(INFER, GOOD));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer : threads.invokeAll(work)) {
        assertThat(answer.get().statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void bodies_that_are_too_much_together_are_refused_with_retry_after() throws IOException {
    var clients = new ArrayList<RawClient>();
    var padding = " ".repeat(1 << 19);
    try {
      for (int i = 0; i < 12; i++) {
        clients.add(
            new RawClient(patient.server().port()).head(INFER, 1 << 20).send("{" + padding));
      }
      var statuses = new ArrayList<String>();
      for (var client : clients) {
        statuses.add(client.statusLine());
      }
      assertThat(statuses).anyMatch(line -> line.startsWith("HTTP/1.1 429"));
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
    assertThat(patient.post(INFER, GOOD).statusCode()).isEqualTo(200);
  }

  @Test
  void no_answer_shows_the_inside() {
    for (var body :
        List.of("", "{", "[[[[", "{\"inputs\":[null]}", "{\"inputs\":[{\"shape\":{}}]}")) {
      var answer = server.post(INFER, body);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).doesNotContain("Exception", "dev.steward", "com.fasterxml", "\tat");
    }
    var ambiguous = server.send(server.request("/v2/models/a%2Fb").GET().build());
    assertThat(ambiguous.statusCode()).isBetween(400, 404);
    assertThat(ambiguous.body()).startsWith("{\"error\":").doesNotContain("Exception");
  }

  @Test
  void a_client_that_asks_first_is_spared_the_sending() {
    var answer =
        server.send(
            server
                .request(INFER)
                .header("content-type", "application/json")
                .expectContinue(true)
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[2 << 20]))
                .build());
    assertThat(answer.statusCode()).isEqualTo(413);
  }
}
