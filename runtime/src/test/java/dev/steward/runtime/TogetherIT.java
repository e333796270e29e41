package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steward.core.model.ModelTask;
import dev.steward.runtime.pool.Tenant;
import dev.steward.runtime.testing.MiniLm;
import dev.steward.runtime.testing.TestServer;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests of many clients at once, computed together or not: every answer is as it is alone. */
@Timeout(300)
class TogetherIT {

  private static final int CLIENTS = 16;
  private static final int EACH = 6;
  private static final Pattern VECTOR = Pattern.compile("\"embedding\":\"([^\"]+)\"");
  private static final Pattern LARGEST =
      Pattern.compile("(?m)^steward_runtime_batch_size_max (\\S+)");

  @TempDir private Path folder;

  /** Of three lengths, so that what is asked at the same time mostly doesn't stack. */
  private static String text(int number) {
    return "word " + number + " and more".repeat(new int[] {1, 9, 60}[number % 3]);
  }

  private static String embeddings(int number) {
    return "{\"model\":\"m\",\"encoding_format\":\"base64\",\"input\":\"%s\"}"
        .formatted(text(number));
  }

  private static float[] vector(String answer) {
    var matcher = VECTOR.matcher(answer);
    assertThat(matcher.find()).as(answer).isTrue();
    var floats =
        ByteBuffer.wrap(Base64.getDecoder().decode(matcher.group(1)))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    var vector = new float[floats.remaining()];
    floats.get(vector);
    return vector;
  }

  /** What {@code each} gives for all numbers, asked by many clients at once. */
  private static <T> List<T> atOnce(java.util.function.IntFunction<Callable<T>> each)
      throws Exception {
    try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
      var asked = new ArrayList<Future<T>>();
      for (int number = 0; number < CLIENTS * EACH; number++) {
        asked.add(clients.submit(each.apply(number)));
      }
      var answers = new ArrayList<T>();
      for (var answer : asked) {
        answers.add(answer.get());
      }
      return answers;
    }
  }

  private static double largestBatch(TestServer server) {
    var matcher = LARGEST.matcher(server.admin("/metrics").body());
    assertThat(matcher.find()).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  private Path quantised() throws Exception {
    var model = Files.createDirectories(folder.resolve("minilm-q"));
    Files.createSymbolicLink(model.resolve("model.onnx"), MiniLm.graph("minilm-q"));
    Files.createSymbolicLink(model.resolve("tokenizer.json"), MiniLm.tokenizer());
    return model;
  }

  @Test
  void texts_of_all_lengths_have_the_vectors_that_they_have_alone() throws Exception {
    try (var server = TestServer.of(MiniLm.in(folder.resolve("minilm")), ModelTask.EMBEDDING)) {
      var alone = new ArrayList<float[]>();
      for (int number = 0; number < CLIENTS * EACH; number++) {
        alone.add(vector(server.post("/v1/embeddings", embeddings(number)).body()));
      }
      assertThat(largestBatch(server)).isEqualTo(1);
      var together =
          atOnce(number -> () -> vector(server.post("/v1/embeddings", embeddings(number)).body()));
      assertThat(largestBatch(server)).isGreaterThan(1);
      for (int number = 0; number < alone.size(); number++) {
        assertThat(together.get(number)).containsExactly(alone.get(number), within(1e-5f));
      }
    }
  }

  private static String tensors(int number) {
    int length = number % 2 == 0 ? 5 : 11;
    var ids = (101 + number) + ",7592".repeat(length - 1);
    var ones = "1" + ",1".repeat(length - 1);
    var zeros = "0" + ",0".repeat(length - 1);
    return """
    {"inputs":[{"name":"input_ids","datatype":"INT64","shape":[1,%1$d],"data":[%2$s]},
    {"name":"attention_mask","datatype":"INT64","shape":[1,%1$d],"data":[%3$s]},
    {"name":"token_type_ids","datatype":"INT64","shape":[1,%1$d],"data":[%4$s]}]}\
    """
        .formatted(length, ids, ones, zeros);
  }

  @Test
  void a_quantised_model_answers_to_the_bit_as_alone_whatever_else_is_asked() throws Exception {
    try (var server = TestServer.of(quantised(), ModelTask.EMBEDDING)) {
      var alone = new ArrayList<String>();
      for (int number = 0; number < CLIENTS; number++) {
        alone.add(server.post("/v1/embeddings", embeddings(number)).body());
        alone.add(server.post("/v2/models/m/infer", tensors(number)).body());
      }
      var together =
          atOnce(number ->
              () ->
                  number % 2 == 0
                      ? server.post("/v1/embeddings", embeddings(number / 2 % CLIENTS)).body()
                      : server.post("/v2/models/m/infer", tensors(number / 2 % CLIENTS)).body());
      assertThat(largestBatch(server)).isEqualTo(1);
      for (int number = 0; number < together.size(); number++) {
        assertThat(together.get(number)).isEqualTo(alone.get(number % alone.size()));
      }
    }
  }

  @Test
  void who_asks_for_it_has_a_quantised_model_computed_in_batches() throws Exception {
    try (var server = TestServer.batching(quantised(), ModelTask.EMBEDDING, 8)) {
      var statuses =
          atOnce(
              number -> () -> server.post("/v1/embeddings", embeddings(3 * number)).statusCode());
      assertThat(statuses).containsOnly(200);
      assertThat(largestBatch(server)).isBetween(2.0, 8.0);
    }
  }

  @Test
  void a_request_at_fault_among_others_is_refused_alone() throws Exception {
    try (var server = TestServer.of(MiniLm.in(folder.resolve("minilm")), ModelTask.TENSOR)) {
      var wrong = tensors(0).replace("7592", "99999999");
      var statuses =
          atOnce(number ->
              () ->
                  server
                      .post("/v2/models/m/infer", number % 5 == 0 ? wrong : tensors(2 * number))
                      .statusCode());
      for (int number = 0; number < statuses.size(); number++) {
        assertThat(statuses.get(number)).isEqualTo(number % 5 == 0 ? 400 : 200);
      }
    }
  }

  @Test
  void a_tenant_with_one_request_is_answered_before_the_last_of_one_with_many() throws Exception {
    try (var server = TestServer.of(quantised(), ModelTask.EMBEDDING);
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var busy = new ArrayList<Future<Long>>();
      for (int i = 0; i < 300; i++) {
        busy.add(clients.submit(() -> answered(server, "many")));
      }
      while (!server.admin("/metrics").body().contains("steward_runtime_requests_admitted 2")) {
        Thread.onSpinWait();
      }
      long one = clients.submit(() -> answered(server, "one")).get();
      int after = 0;
      for (var each : busy) {
        after += each.get() > one ? 1 : 0;
      }
      assertThat(after).isGreaterThan(100);
    }
  }

  /** When a long text of this tenant's was answered. */
  private static long answered(TestServer server, String tenant) {
    var request =
        server
            .request("/v1/embeddings")
            .header("content-type", "application/json")
            .header(Tenant.HEADER, tenant)
            .POST(HttpRequest.BodyPublishers.ofString(embeddings(2)))
            .build();
    assertThat(server.send(request).statusCode()).isEqualTo(200);
    return System.nanoTime();
  }
}
