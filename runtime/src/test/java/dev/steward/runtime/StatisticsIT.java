package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.core.model.ModelTask;
import dev.steward.protocol.grpc.OpenInferenceMethods;
import dev.steward.protocol.inference.ModelStatisticsRequest;
import dev.steward.runtime.testing.GrpcClient;
import dev.steward.runtime.testing.GrpcClient.Ended;
import dev.steward.runtime.testing.MiniLm;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.runtime.testing.TestServer;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatisticsIT {

  private static final String INFER = "/v2/models/m/infer";
  private static final String ROW =
      "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[%d,2],\"data\":[%s]}]}";

  @TempDir private static Path folder;

  private TestServer server;
  private GrpcClient client;

  @BeforeEach
  void start() {
    server =
        TestServer.of(
            OnnxFile.identity(folder.resolve("m.onnx"), 2),
            ModelTask.TENSOR,
            settings -> settings.withGrpcPort(0));
    client = GrpcClient.of(server);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static JsonNode stats(TestServer server, String path) throws Exception {
    var answer = server.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var all = new ObjectMapper().readTree(answer.body()).path("model_stats");
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @Test
  void what_was_computed_is_told_by_rest() throws Exception {
    assertThat(stats(server, "/v2/models/m/stats").path("last_inference").longValue()).isZero();
    assertThat(server.post(INFER, ROW.formatted(1, "1,2")).statusCode()).isEqualTo(200);
    assertThat(server.post(INFER, ROW.formatted(2, "1,2,3,4")).statusCode()).isEqualTo(200);
    assertThat(server.post(INFER, ROW.replace("x", "z").formatted(1, "1,2")).statusCode())
        .isEqualTo(400);
    var stats = stats(server, "/v2/models/m/stats");
    assertThat(stats.path("name").textValue()).isEqualTo("m");
    assertThat(stats.path("version").textValue()).isEqualTo("1");
    assertThat(stats.path("last_inference").longValue()).isPositive();
    assertThat(stats.path("inference_count").longValue()).isEqualTo(3);
    assertThat(stats.path("execution_count").longValue()).isEqualTo(2);
    var times = stats.path("inference_stats");
    assertThat(times.at("/success/count").longValue()).isEqualTo(2);
    assertThat(times.at("/fail/count").longValue()).isEqualTo(1);
    assertThat(times.at("/queue/count").longValue()).isEqualTo(2);
    for (var part : new String[] {"compute_input", "compute_infer", "compute_output"}) {
      assertThat(times.at("/" + part + "/count").longValue()).as(part).isEqualTo(2);
      assertThat(times.at("/" + part + "/ns").longValue()).as(part).isPositive();
    }
    assertThat(times.at("/cache_hit/count").longValue()).isZero();
    assertThat(stats.path("batch_stats").findValuesAsText("batch_size")).containsExactly("1", "2");
    for (var path : new String[] {"/v2/models/stats", "/v2/models/m/versions/1/stats"}) {
      assertThat(stats(server, path)).isEqualTo(stats);
    }
    assertThat(server.get("/v2/models/other/stats").statusCode()).isEqualTo(404);
    assertThat(server.get("/v2/models/m/versions/2/stats").statusCode()).isEqualTo(404);
  }

  @Test
  void what_was_computed_is_told_by_grpc() {
    client.infer(GrpcClient.rows(1, 2, 3, 4));
    for (var name : new String[] {"m", ""}) {
      var all =
          client.call(
              OpenInferenceMethods.MODEL_STATISTICS,
              ModelStatisticsRequest.newBuilder().setName(name).build());
      assertThat(all.getModelStatsList()).hasSize(1);
      var stats = all.getModelStats(0);
      assertThat(stats.getName()).isEqualTo("m");
      assertThat(stats.getInferenceCount()).isEqualTo(2);
      assertThat(stats.getExecutionCount()).isEqualTo(1);
      assertThat(stats.getLastInference()).isPositive();
      assertThat(stats.getInferenceStats().getSuccess().getCount()).isEqualTo(1);
      assertThat(stats.getInferenceStats().getComputeInfer().getNs()).isPositive();
      assertThat(stats.getBatchStatsList()).hasSize(1);
      assertThat(stats.getBatchStats(0).getBatchSize()).isEqualTo(2);
      assertThat(stats.getBatchStats(0).getComputeInfer().getCount()).isEqualTo(1);
    }
    assertThat(
            client.refused(
                OpenInferenceMethods.MODEL_STATISTICS,
                ModelStatisticsRequest.newBuilder().setName("other").build()))
        .extracting(Ended::status, Ended::error)
        .containsExactly(Status.Code.NOT_FOUND, Optional.of("not_found"));
  }

  @Test
  void texts_of_embeddings_count_one_by_one() throws Exception {
    try (var texts = TestServer.of(MiniLm.in(folder.resolve("minilm")), ModelTask.EMBEDDING)) {
      var answer = texts.post("/v1/embeddings", "{\"model\":\"m\",\"input\":[\"one\",\"two\"]}");
      assertThat(answer.statusCode()).isEqualTo(200);
      var stats = stats(texts, "/v2/models/m/stats");
      assertThat(stats.path("inference_count").longValue()).isEqualTo(2);
      assertThat(stats.at("/inference_stats/success/count").longValue()).isEqualTo(1);
      assertThat(stats.at("/inference_stats/queue/count").longValue()).isEqualTo(2);
    }
  }
}
