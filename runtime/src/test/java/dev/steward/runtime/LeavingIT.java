package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.steward.core.model.ModelTask;
import dev.steward.protocol.grpc.OpenInferenceMethods;
import dev.steward.protocol.inference.ModelInferRequest;
import dev.steward.protocol.inference.ModelInferRequest.InferInputTensor;
import dev.steward.protocol.inference.ModelInferResponse;
import dev.steward.protocol.inference.ServerLiveRequest;
import dev.steward.runtime.pool.PoolSettings;
import dev.steward.runtime.testing.GrpcClient;
import dev.steward.runtime.testing.MiniLm;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.runtime.testing.RawClient;
import dev.steward.runtime.testing.TestServer;
import io.grpc.CallOptions;
import io.grpc.stub.ClientCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that leave, and servers that do. */
@Timeout(120)
class LeavingIT {

  private static final Pattern ADMITTED =
      Pattern.compile("(?m)^steward_runtime_requests_admitted (\\d+)");

  /** Keeps a thread busy for a minute or so. */
  private static final String LONG_WORK =
      "{\"model\":\"m\",\"input\":["
          + "\"%s\",".formatted("word ".repeat(600)).repeat(1000)
          + "\"x\"]}";

  private static int admitted(TestServer server) {
    var found = ADMITTED.matcher(server.admin("/metrics").body());
    assertThat(found.find()).isTrue();
    return Integer.parseInt(found.group(1));
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(20);
    }
  }

  @Test
  void what_a_client_that_left_had_asked_for_is_not_computed(@TempDir Path folder)
      throws Exception {
    try (var server =
            TestServer.of(
                MiniLm.in(folder.resolve("m")),
                ModelTask.EMBEDDING,
                settings -> settings.withPool(new PoolSettings(1, 1, 10)));
        var long1 = new RawClient(server.server().port());
        var waiting = new RawClient(server.server().port())) {
      long1.head("/v1/embeddings", LONG_WORK.length()).send(LONG_WORK);
      until(() -> admitted(server) == 1);
      var small = "{\"model\":\"m\",\"input\":[" + "\"a b\",".repeat(50) + "\"c\"]}";
      waiting.head("/v1/embeddings", small.length()).send(small);
      waiting.leave();
      long1.leave();
      until(() -> admitted(server) == 0);
      assertThat(server.admin("/metrics").body()).contains("code=\"client_gone\"");
      assertThat(server.post("/v1/embeddings", "{\"model\":\"m\",\"input\":\"next\"}").statusCode())
          .isEqualTo(200);
    }
  }

  /** As much work over gRPC: hundreds of rows that are as long as the model takes. */
  private static ModelInferRequest longCall() {
    int rows = 300;
    int tokens = 512;
    var request = ModelInferRequest.newBuilder().setModelName("m");
    for (var name : List.of("input_ids", "attention_mask", "token_type_ids")) {
      var values = ByteBuffer.allocate(rows * tokens * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      while (values.hasRemaining()) {
        values.putLong(1);
      }
      request
          .addInputs(
              InferInputTensor.newBuilder()
                  .setName(name)
                  .setDatatype("INT64")
                  .addShape(rows)
                  .addShape(tokens))
          .addRawInputContents(ByteString.copyFrom(values.flip()));
    }
    return request.build();
  }

  @Test
  void calls_that_compute_keep_no_others_from_being_answered(@TempDir Path folder)
      throws Exception {
    try (var server =
            TestServer.of(
                MiniLm.in(folder.resolve("m")),
                ModelTask.TENSOR,
                settings -> settings.withPool(new PoolSettings(1, 1, 10)).withGrpcPort(0));
        var client = GrpcClient.of(server)) {
      // More of them than there are event loops.
      var calls = new ArrayList<Future<ModelInferResponse>>();
      for (int call = 1; call <= 4; call++) {
        var begun = client.channel().newCall(OpenInferenceMethods.MODEL_INFER, CallOptions.DEFAULT);
        calls.add(ClientCalls.futureUnaryCall(begun, longCall()));
        int admitted = call;
        until(() -> admitted(server) == admitted);
      }
      var live =
          ClientCalls.blockingUnaryCall(
              client.channel(),
              OpenInferenceMethods.SERVER_LIVE,
              CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
              ServerLiveRequest.getDefaultInstance());
      assertThat(live.getLive()).isTrue();
      calls.forEach(call -> call.cancel(true));
      until(() -> admitted(server) == 0);
      assertThat(server.admin("/metrics").body()).contains("code=\"client_gone\"");
    }
  }

  @Test
  void a_client_that_sends_the_next_request_early_is_answered(@TempDir Path folder)
      throws Exception {
    try (var server =
            TestServer.of(
                MiniLm.in(folder.resolve("m")),
                ModelTask.EMBEDDING,
                settings -> settings.withPool(new PoolSettings(1, 1, 10)));
        var client = new RawClient(server.server().port())) {
      var work =
          "{\"model\":\"m\",\"input\":["
              + "\"%s\",".formatted("word ".repeat(300)).repeat(20)
              + "\"x\"]}";
      client.head("/v1/embeddings", work.length()).send(work);
      client.head("/v1/embeddings", work.length()).send(work);
      assertThat(client.statusLine()).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void a_server_that_drains_serves_until_it_is_quiet_and_then_refuses(@TempDir Path folder)
      throws Exception {
    var drain =
        new DrainSettings(
            Duration.ofMillis(300),
            Duration.ofMillis(200),
            Duration.ofSeconds(20),
            Duration.ofSeconds(5));
    try (var server =
        TestServer.of(
            OnnxFile.identity(folder.resolve("m.onnx"), 1),
            ModelTask.TENSOR,
            settings -> settings.withDrain(drain))) {
      var drained =
          CompletableFuture.runAsync(() -> {
            try {
              server.server().drain();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      until(() -> server.admin("/readyz").statusCode() == 503);
      assertThat(server.get("/v2/models/m").statusCode()).isEqualTo(200);
      drained.get();
      var refused = server.get("/v2/models/m");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("x-steward-error")).contains("stopping");
      assertThat(refused.headers().firstValue("retry-after")).contains("1");
      assertThat(server.admin("/livez").statusCode()).isEqualTo(200);
    }
  }
}
