package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.collector.Collector;
import dev.steward.collector.Told;
import dev.steward.core.model.ModelTask;
import dev.steward.protocol.grpc.OpenInferenceMethods;
import dev.steward.runtime.testing.GrpcClient;
import dev.steward.runtime.testing.MiniLm;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.runtime.testing.SmolLm;
import dev.steward.runtime.testing.TestServer;
import dev.steward.tracing.Teller;
import dev.steward.tracing.Tracing;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a collector is told of requests to a runtime. */
@Timeout(120)
class TracesIT {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00f067aa0ba902b7";
  private static final String TRACEPARENT = "00-" + TRACE + "-" + CALLER + "-01";
  private static final String INFER =
      """
      {"inputs": [{"name": "x", "shape": [1, 2], "datatype": "FP32", "data": [1, 2]}]}
      """;

  @TempDir private Path folder;

  private static Tracing tracing(Map<String, String> environment) {
    return Tracing.start(environment, new Teller("steward-runtime", "1", "pod-1"));
  }

  private TestServer identity(Tracing tracing) {
    return TestServer.of(
        OnnxFile.identity(folder.resolve("m.onnx"), 2),
        ModelTask.TENSOR,
        settings -> settings.withGrpcPort(0).withTracing(tracing));
  }

  private static HttpRequest post(TestServer server, String path, String body, String... headers) {
    var request =
        server
            .request(path)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return (headers.length == 0 ? request : request.headers(headers)).build();
  }

  private static void follow(Told server, Told... parts) {
    assertThat(List.of(parts)).extracting(Told::parent).containsOnly(server.id());
    assertThat(List.of(parts)).extracting(Told::trace).containsOnly(TRACE);
    for (int i = 1; i < parts.length; i++) {
      assertThat(parts[i].start()).isGreaterThanOrEqualTo(parts[i - 1].end());
    }
    assertThat(parts[0].start()).isGreaterThanOrEqualTo(server.start());
    assertThat(parts[parts.length - 1].end()).isLessThanOrEqualTo(server.end());
  }

  @Test
  void a_request_over_rest_goes_on_with_its_trace_and_waits_and_computes() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector.environment());
        var server = identity(tracing)) {
      var answer =
          server.send(post(server, "/v2/models/m/infer", INFER, "traceparent", TRACEPARENT));
      assertThat(answer.statusCode()).isEqualTo(200);
      var told = collector.next(Told::isServer);
      assertThat(told.name()).isEqualTo("POST /v2/models/{model}/infer");
      assertThat(told.trace()).isEqualTo(TRACE);
      assertThat(told.parent()).isEqualTo(CALLER);
      assertThat(told.hasError()).isFalse();
      assertThat(told.facts())
          .containsOnly(
              Map.entry("http.request.method", "POST"),
              Map.entry("http.route", "/v2/models/{model}/infer"),
              Map.entry("url.scheme", "http"),
              Map.entry("http.response.status_code", 200L),
              Map.entry("steward.model", "m"),
              Map.entry("steward.model.version", "1"));
      var compute = collector.next("compute");
      follow(told, collector.next("queue"), compute);
      assertThat(compute.facts())
          .containsOnly(Map.entry("steward.batch.size", 1L), Map.entry("steward.batch.rows", 1L));
    }
  }

  @Test
  void a_call_goes_on_with_the_trace_of_its_metadata() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector.environment());
        var server = identity(tracing);
        var client = GrpcClient.of(server)) {
      var head = new Metadata();
      head.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), TRACEPARENT);
      var channel =
          ClientInterceptors.intercept(
              client.channel(), MetadataUtils.newAttachHeadersInterceptor(head));
      var _ =
          ClientCalls.blockingUnaryCall(
              channel,
              OpenInferenceMethods.MODEL_INFER,
              CallOptions.DEFAULT,
              GrpcClient.rows(1, 2, 3, 4));
      var told = collector.next(Told::isServer);
      assertThat(told.name()).isEqualTo("inference.GRPCInferenceService/ModelInfer");
      assertThat(told.parent()).isEqualTo(CALLER);
      assertThat(told.facts())
          .containsEntry("rpc.system.name", "grpc")
          .containsEntry("rpc.response.status_code", "OK")
          .doesNotContainKey("error.type");
      var compute = collector.next("compute");
      follow(told, collector.next("queue"), compute);
      assertThat(compute.facts()).containsEntry("steward.batch.rows", 2L);
    }
  }

  @Test
  void what_a_client_does_wrong_is_told_by_its_code_and_is_no_error_of_the_server()
      throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector.environment());
        var server = identity(tracing);
        var client = GrpcClient.of(server)) {
      assertThat(server.post("/v2/models/secret-name/infer", INFER).statusCode()).isEqualTo(404);
      var rest = collector.next(Told::isServer);
      assertThat(rest.facts())
          .containsEntry("http.response.status_code", 404L)
          .containsEntry("error.type", "not_found");
      assertThat(rest.hasError()).isFalse();
      assertThat(rest.span().toString()).doesNotContain("secret-name");
      assertThatThrownBy(
              () -> client.infer(GrpcClient.request("FP32", 1, 2).setModelName("nope").build()))
          .isInstanceOf(StatusRuntimeException.class);
      var call = collector.next(Told::isServer);
      assertThat(call.facts()).containsEntry("rpc.response.status_code", "NOT_FOUND");
      assertThat(call.hasError()).isFalse();
    }
  }

  @Test
  void texts_of_one_request_are_computed_together_and_told_so_once() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector.environment());
        var server =
            TestServer.of(
                MiniLm.in(folder),
                ModelTask.EMBEDDING,
                settings -> settings.withTracing(tracing))) {
      var answer =
          server.send(
              post(
                  server,
                  "/v1/embeddings",
                  "{\"model\": \"m\", \"input\": [\"a secret\", \"another\"]}",
                  "traceparent",
                  TRACEPARENT));
      assertThat(answer.statusCode()).isEqualTo(200);
      var told = collector.next(Told::isServer);
      assertThat(told.facts())
          .containsEntry("gen_ai.operation.name", "embeddings")
          .containsEntry("gen_ai.provider.name", "steward")
          .containsEntry("gen_ai.request.model", "m")
          .containsKey("gen_ai.usage.input_tokens");
      assertThat(told.span().toString()).doesNotContain("secret");
      follow(told, collector.next("queue"), collector.next("compute"));
    }
  }

  @Test
  void a_text_that_is_written_is_told_by_its_times_and_tokens_and_by_no_word() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector.environment());
        var server =
            TestServer.of(
                SmolLm.folder(), ModelTask.GENERATION, settings -> settings.withTracing(tracing))) {
      var answer =
          server.send(
              post(
                  server,
                  "/v1/chat/completions",
                  """
                  {"model": "m", "temperature": 0, "max_tokens": 5, "stream": true,
                   "messages": [{"role": "user", "content": "Count: one, two,"}]}
                  """,
                  "traceparent",
                  TRACEPARENT));
      assertThat(answer.statusCode()).isEqualTo(200);
      var told = collector.next(Told::isServer);
      assertThat(told.name()).isEqualTo("POST /v1/chat/completions");
      assertThat(told.facts())
          .containsEntry("gen_ai.operation.name", "chat")
          .containsEntry("gen_ai.request.model", "m")
          .containsEntry("gen_ai.request.max_tokens", 5L)
          .containsEntry("gen_ai.usage.output_tokens", 5L)
          .containsEntry("gen_ai.response.finish_reasons", List.of("length"))
          .containsKeys("gen_ai.usage.input_tokens", "gen_ai.latency.time_to_first_token");
      assertThat(told.span().toString()).doesNotContain("Count", "one, two");
      var queue = collector.next("queue");
      var prefill = collector.next("prefill");
      var decode = collector.next("decode");
      follow(told, queue, prefill, decode);
      assertThat(told.facts())
          .containsEntry(
              "gen_ai.latency.time_to_first_token", (prefill.end() - queue.start()) / 1e9);
      assertThat(decode.facts()).containsEntry("gen_ai.usage.output_tokens", 5L);
    }
  }

  @Test
  void a_collector_that_says_nothing_holds_up_no_request() throws Exception {
    try (var collector = Collector.silent();
        var tracing =
            tracing(
                collector.environment(
                    "OTEL_BSP_MAX_QUEUE_SIZE", "4", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "2"));
        var server = identity(tracing)) {
      for (int request = 0; request < 5; request++) {
        assertThat(server.post("/v2/models/m/infer", INFER).statusCode()).isEqualTo(200);
      }
      // Three spans each: the request, its queue and its computation. The last of them ends after
      // its answer.
      var counts = tracing.counts().orElseThrow();
      while (counts.dropped() < 11) {
        Thread.onSpinWait();
      }
      assertThat(server.admin("/metrics").body())
          .contains("steward_runtime_spans_total{outcome=\"dropped\"} 11.0")
          .contains("steward_runtime_spans_total{outcome=\"exported\"} 0.0");
    }
  }

  @Test
  void where_nobody_is_told_there_are_no_numbers_of_it() throws Exception {
    try (var server = identity(Tracing.off())) {
      assertThat(server.post("/v2/models/m/infer", INFER).statusCode()).isEqualTo(200);
      assertThat(server.admin("/metrics").body()).doesNotContain("steward_runtime_spans");
    }
  }
}
