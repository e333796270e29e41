package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.measure.Bytes;
import dev.steward.core.runtime.RepositoryConfig;
import dev.steward.core.runtime.RepositoryConfig.Control;
import dev.steward.protocol.grpc.OpenInferenceMethods;
import dev.steward.protocol.inference.ModelRepositoryParameter;
import dev.steward.protocol.inference.RepositoryIndexRequest;
import dev.steward.protocol.inference.RepositoryIndexResponse;
import dev.steward.protocol.inference.RepositoryModelLoadRequest;
import dev.steward.protocol.inference.RepositoryModelUnloadRequest;
import dev.steward.protocol.inference.ServerMetadataRequest;
import dev.steward.runtime.testing.GraphFile;
import dev.steward.runtime.testing.GrpcClient;
import dev.steward.runtime.testing.MiniLm;
import dev.steward.runtime.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models that add a number each, so that an answer says which one gave it. */
@Timeout(120)
class RepositoryIT {

  private static final int MODELS = 12;

  /** Room for four. */
  private static final Bytes MEMORY = new Bytes(4 * ((512 << 10) + 4096));

  @TempDir private Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < MODELS; i++) {
      adding("m" + i + "/1", i);
    }
    adding("m0/2", 1000);
    server = serving(Control.CLIENTS);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private TestServer serving(Control control) {
    return TestServer.repository(
        folder, new RepositoryConfig(MEMORY, control), settings -> settings.withGrpcPort(0));
  }

  private void adding(String path, float number) throws IOException {
    GraphFile.adding(number, 2)
        .write(Files.createDirectories(folder.resolve(path)).resolve("model.onnx"));
  }

  private static String rows() {
    return "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]}]}";
  }

  private void answers(String path, int sum) {
    var answer = server.post("/v2/models/" + path + "/infer", rows());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"data\":[%s,%s]".formatted((float) (sum + 1), (float) (sum + 2)));
  }

  private long count(String metric) {
    return server
        .admin("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(metric + " "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(metric.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void each_model_and_version_answers_for_itself() {
    answers("m0", 1000);
    answers("m0/versions/1", 0);
    answers("m0/versions/2", 1000);
    answers("m7", 7);
    assertThat(server.post("/v2/models/m0/infer", rows()).body())
        .contains("\"model_name\":\"m0\"", "\"model_version\":\"2\"");
    assertThat(server.get("/v2/models/m0").body()).contains("\"versions\":[\"1\",\"2\"]");
    assertThat(server.get("/v2/models/m0/ready").statusCode()).isEqualTo(200);
    assertThat(server.get("/v2/models/m3/ready").statusCode()).isEqualTo(503);
    var missing = server.post("/v2/models/m99/infer", rows());
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.body()).contains("there is no \\\"m99\\\" here");
    assertThat(server.post("/v2/models/m0/versions/3/infer", rows()).statusCode()).isEqualTo(404);
  }

  @Test
  void statistics_are_of_each_model_that_is_loaded_since_it_was() {
    answers("m3", 3);
    answers("m0", 1000);
    answers("m0/versions/1", 0);
    answers("m0/versions/1", 0);
    assertThat(server.get("/v2/models/stats").body())
        .containsSubsequence(
            "{\"name\":\"m0\",\"version\":\"1\"", "\"inference_count\":2",
            "{\"name\":\"m0\",\"version\":\"2\"", "\"inference_count\":1",
            "{\"name\":\"m3\",\"version\":\"1\"", "\"inference_count\":1")
        .doesNotContain("\"m4\"");
    assertThat(server.get("/v2/models/m0/versions/2/stats").body())
        .contains("\"version\":\"2\"")
        .doesNotContain("\"version\":\"1\"");
    assertThat(server.get("/v2/models/m4/stats").body()).isEqualTo("{\"model_stats\":[]}");
    assertThat(server.get("/v2/models/m99/stats").statusCode()).isEqualTo(404);
    done("/v2/repository/models/m3/unload");
    answers("m3", 3);
    assertThat(server.get("/v2/models/m3/stats").body()).contains("\"inference_count\":1");
  }

  @Test
  void the_pod_is_ready_when_the_repository_is_open() {
    assertThat(server.admin("/readyz").statusCode()).isEqualTo(200);
    assertThat(server.get("/v2/health/ready").statusCode()).isEqualTo(200);
    assertThat(server.get("/v2").body()).contains("\"model_repository\"");
    assertThat(count("steward_runtime_models_loaded")).isZero();
  }

  @Test
  void storms_of_loads_and_unloads_change_no_answer_and_pass_no_bound() throws Exception {
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var asking = new ArrayList<Future<?>>();
      for (int client = 0; client < 6; client++) {
        var random = new Random(client);
        Callable<Void> stormed =
            () -> {
              for (int i = 0; i < 60; i++) {
                int model = 1 + random.nextInt(MODELS - 1);
                switch (random.nextInt(8)) {
                  case 0 -> done("/v2/repository/models/m" + model + "/load");
                  case 1 -> done("/v2/repository/models/m" + model + "/unload");
                  default -> answers("m" + model, model);
                }
                assertThat(count("steward_runtime_models_held_bytes"))
                    .isLessThanOrEqualTo(MEMORY.count());
              }
              return null;
            };
        asking.add(clients.submit(stormed));
      }
      for (var one : asking) {
        one.get(100, TimeUnit.SECONDS);
      }
    }
    assertThat(count("steward_runtime_models_unloads_total")).isPositive();
  }

  private void done(String path) {
    var answer = server.post(path, "{}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void first_requests_at_the_same_time_load_once() throws Exception {
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var asking = new ArrayList<Future<?>>();
      for (int i = 0; i < 16; i++) {
        asking.add(clients.submit(() -> answers("m5", 5)));
      }
      for (var one : asking) {
        one.get(100, TimeUnit.SECONDS);
      }
    }
    assertThat(count("steward_runtime_models_loads_seconds_count")).isEqualTo(1);
  }

  @Test
  void a_broken_model_breaks_no_other_and_says_why() throws Exception {
    Files.writeString(
        Files.createDirectories(folder.resolve("broken/1")).resolve("model.onnx"), "rubbish");
    Files.createDirectories(folder.resolve("hollow/1"));
    var answer = server.post("/v2/models/broken/infer", rows());
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("model \\\"broken\\\" version 1 can't be served");
    assertThat(server.post("/v2/models/hollow/infer", rows()).body())
        .contains("the folder has no .onnx files");
    answers("m1", 1);
    assertThat(count("steward_runtime_models_load_failures_total")).isEqualTo(2);
  }

  @Test
  void a_folder_that_comes_later_is_seen() throws Exception {
    adding("later/1", 77);
    answers("later", 77);
  }

  @Test
  void the_list_says_what_can_answer_and_why_not() {
    answers("m0", 1000);
    var all = server.post("/v2/repository/index", "").body();
    assertThat(all)
        .startsWith(
            "[{\"name\":\"m0\",\"version\":\"1\",\"state\":\"UNAVAILABLE\",\"reason\":\"not loaded; a"
                + " request loads it\"},{\"name\":\"m0\",\"version\":\"2\",\"state\":\"READY\",\"reason\":\"\"},");
    assertThat(server.post("/v2/repository/index", "{\"ready\": true}").body())
        .isEqualTo("[{\"name\":\"m0\",\"version\":\"2\",\"state\":\"READY\",\"reason\":\"\"}]");
    assertThat(server.get("/v1/models").body()).contains("\"m0\"", "\"m11\"");
    assertThat(server.get("/v1/models/m11").statusCode()).isEqualTo(200);
    assertThat(server.get("/v1/models/m12").statusCode()).isEqualTo(404);
  }

  @Test
  void what_a_load_cannot_do_is_refused() {
    var config =
        server.post("/v2/repository/models/m0/load", "{\"parameters\":{\"config\":\"{}\"}}");
    assertThat(config.statusCode()).isEqualTo(400);
    assertThat(config.body()).contains("parameters.config: a model is loaded as its folder says");
    assertThat(
            server
                .post(
                    "/v2/repository/models/m0/load",
                    "{\"parameters\":{\"file:1/model.onnx\":\"AAAA\"}}")
                .statusCode())
        .isEqualTo(400);
    assertThat(server.post("/v2/repository/models/m99/load", "").statusCode()).isEqualTo(404);
    assertThat(
            server
                .post(
                    "/v2/repository/models/m0/unload",
                    "{\"parameters\":{\"unload_dependents\":true}}")
                .statusCode())
        .isEqualTo(200);
    assertThat(server.post("/v2/repository/models/m99/unload", "").statusCode()).isEqualTo(404);
  }

  @Test
  void where_nobody_may_control_it_the_field_is_named() {
    try (var fixed = serving(Control.NOBODY)) {
      var refused = fixed.post("/v2/repository/models/m0/load", "");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("spec.model.repository.control");
      assertThat(fixed.post("/v2/repository/models/m0/unload", "").statusCode()).isEqualTo(403);
      assertThat(fixed.post("/v2/repository/index", "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void texts_become_vectors_by_the_model_that_the_body_names() throws Exception {
    server.close();
    MiniLm.in(folder.resolve("minilm/1"));
    Files.writeString(folder.resolve("minilm/steward.json"), "{\"task\": \"Embedding\"}");
    var roomy = new RepositoryConfig(new Bytes(300 << 20), Control.NOBODY);
    server = TestServer.repository(folder, roomy, settings -> settings);
    var answer = server.post("/v1/embeddings", "{\"model\":\"minilm\",\"input\":\"The cat\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"model\":\"minilm\"", "\"total_tokens\":4");
    var unsuited = server.post("/v1/embeddings", "{\"model\":\"m1\",\"input\":\"The cat\"}");
    assertThat(unsuited.statusCode()).isEqualTo(404);
    assertThat(unsuited.body()).contains("isn't served for task Embedding");
    assertThat(server.post("/v1/ocr", "{}").statusCode()).isEqualTo(415);
  }

  @Test
  void over_grpc_it_is_the_same() {
    try (var client = GrpcClient.of(server)) {
      assertThat(
              client
                  .call(
                      OpenInferenceMethods.SERVER_METADATA,
                      ServerMetadataRequest.getDefaultInstance())
                  .getExtensionsList())
          .contains("model_repository");
      client.call(
          OpenInferenceMethods.REPOSITORY_MODEL_LOAD,
          RepositoryModelLoadRequest.newBuilder().setModelName("m3").build());
      assertThat(ready(client)).containsExactly("m3 1");
      client.call(
          OpenInferenceMethods.REPOSITORY_MODEL_UNLOAD,
          RepositoryModelUnloadRequest.newBuilder().setModelName("m3").build());
      assertThat(ready(client)).isEmpty();
      var parameter = ModelRepositoryParameter.newBuilder().setStringParam("{}").build();
      assertThat(
              client
                  .refused(
                      OpenInferenceMethods.REPOSITORY_MODEL_LOAD,
                      RepositoryModelLoadRequest.newBuilder()
                          .setModelName("m3")
                          .putParameters("config", parameter)
                          .build())
                  .message())
          .contains("parameters.config");
    }
  }

  private static List<String> ready(GrpcClient client) {
    return client
        .call(
            OpenInferenceMethods.REPOSITORY_INDEX,
            RepositoryIndexRequest.newBuilder().setReady(true).build())
        .getModelsList()
        .stream()
        .map(RepositoryIT::entry)
        .toList();
  }

  private static String entry(RepositoryIndexResponse.ModelIndex model) {
    return model.getName() + " " + model.getVersion();
  }
}
