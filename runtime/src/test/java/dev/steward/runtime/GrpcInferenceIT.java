package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.steward.core.model.ModelTask;
import dev.steward.protocol.grpc.OpenInferenceMethods;
import dev.steward.protocol.inference.InferParameter;
import dev.steward.protocol.inference.ModelInferRequest;
import dev.steward.protocol.inference.ModelInferRequest.InferRequestedOutputTensor;
import dev.steward.protocol.inference.ModelMetadataRequest;
import dev.steward.protocol.inference.ModelReadyRequest;
import dev.steward.protocol.inference.ModelStreamInferResponse;
import dev.steward.protocol.inference.RepositoryIndexRequest;
import dev.steward.protocol.inference.RepositoryModelLoadRequest;
import dev.steward.protocol.inference.RepositoryModelUnloadRequest;
import dev.steward.protocol.inference.ServerLiveRequest;
import dev.steward.protocol.inference.ServerMetadataRequest;
import dev.steward.protocol.inference.ServerReadyRequest;
import dev.steward.runtime.testing.GrpcClient;
import dev.steward.runtime.testing.GrpcClient.Ended;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.runtime.testing.OnnxFile.Value;
import dev.steward.runtime.testing.TestServer;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrpcInferenceIT {

  private static TestServer server;
  private static GrpcClient client;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server =
        TestServer.of(
            OnnxFile.identity(folder.resolve("m.onnx"), 2),
            ModelTask.TENSOR,
            settings -> settings.withGrpcPort(0));
    client = GrpcClient.of(server);
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @Test
  void the_server_tells_of_itself_and_its_model_as_over_rest() {
    assertThat(
            client
                .call(OpenInferenceMethods.SERVER_LIVE, ServerLiveRequest.getDefaultInstance())
                .getLive())
        .isTrue();
    assertThat(
            client
                .call(OpenInferenceMethods.SERVER_READY, ServerReadyRequest.getDefaultInstance())
                .getReady())
        .isTrue();
    var about =
        client.call(
            OpenInferenceMethods.SERVER_METADATA, ServerMetadataRequest.getDefaultInstance());
    assertThat(about.getName()).isEqualTo("steward");
    assertThat(about.getExtensionsList())
        .containsExactly("binary_tensor_data", "classification", "schedule_policy", "statistics");
    for (var version : List.of("", "1")) {
      assertThat(
              client
                  .call(
                      OpenInferenceMethods.MODEL_READY,
                      ModelReadyRequest.newBuilder().setName("m").setVersion(version).build())
                  .getReady())
          .isTrue();
      var model =
          client.call(
              OpenInferenceMethods.MODEL_METADATA,
              ModelMetadataRequest.newBuilder().setName("m").setVersion(version).build());
      assertThat(model.getVersionsList()).containsExactly("1");
      assertThat(model.getPlatform()).isEqualTo("onnx_onnxruntime");
      assertThat(model.getInputs(0).getName()).isEqualTo("x");
      assertThat(model.getInputs(0).getDatatype()).isEqualTo("FP32");
      assertThat(model.getInputs(0).getShapeList()).containsExactly(-1L, 2L);
      assertThat(model.getOutputs(0).getName()).isEqualTo("y");
    }
  }

  @Test
  void raw_and_typed_values_give_the_same_answer_raw() {
    var numbers = new float[] {1, Float.NaN, Float.NEGATIVE_INFINITY, -0.0f};
    var raw = client.infer(GrpcClient.rows(numbers));
    assertThat(raw.getModelName()).isEqualTo("m");
    assertThat(raw.getModelVersion()).isEqualTo("1");
    assertThat(raw.getId()).isEmpty();
    assertThat(raw.getOutputs(0).getShapeList()).containsExactly(2L, 2L);
    assertThat(raw.getOutputs(0).hasContents()).isFalse();
    assertThat(raw.getRawOutputContentsList()).containsExactly(GrpcClient.raw(numbers));
    assertThat(client.infer(GrpcClient.typedRows(numbers))).isEqualTo(raw);
  }

  @Test
  void id_and_outputs_are_the_requests() {
    var request =
        GrpcClient.rows(1, 2).toBuilder()
            .setId("42")
            .setModelVersion("1")
            .putParameters("priority", InferParameter.newBuilder().setInt64Param(1).build())
            .addOutputs(InferRequestedOutputTensor.newBuilder().setName("y"))
            .build();
    var answer = client.infer(request);
    assertThat(answer.getId()).isEqualTo("42");
    assertThat(answer.getOutputsCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "BOOL, 9, 0100, 1",
    "UINT8, 2, 00ff, 1",
    "INT64, 7, ffffffffffffffff0100000000000000, 8",
    "FP16, 10, 003c00c0, 2",
    "BF16, 16, 803f00c0, 2",
    "BYTES, 8, 02000000d0b600000000, 0"
  })
  void values_of_a_datatype_go_in_and_come_out_raw(
      String datatype, int type, String values, int size, @TempDir Path folder) {
    var model =
        OnnxFile.write(
            folder.resolve("m.onnx"),
            "Identity",
            List.of(new Value("x", type, List.of(-1))),
            List.of(new Value("y", type, List.of(-1))));
    try (var own = TestServer.of(model, ModelTask.TENSOR, settings -> settings.withGrpcPort(0));
        var asking = GrpcClient.of(own)) {
      var raw = ByteString.copyFrom(HexFormat.of().parseHex(values));
      var answer = asking.infer(GrpcClient.request(datatype, 2).addRawInputContents(raw).build());
      assertThat(answer.getOutputs(0).getDatatype()).isEqualTo(datatype);
      assertThat(answer.getRawOutputContents(0)).isEqualTo(raw);
    }
  }

  private static <Q, A> void isRefused(
      MethodDescriptor<Q, A> method, Q request, Status.Code status, String error, String message) {
    assertThat(client.refused(method, request))
        .isEqualTo(new Ended(status, Optional.of(error), message));
  }

  private static void isRefused(
      ModelInferRequest request, Status.Code status, String error, String message) {
    isRefused(OpenInferenceMethods.MODEL_INFER, request, status, error, message);
  }

  @Test
  void what_isnt_here_is_not_found() {
    isRefused(
        GrpcClient.rows(1, 2).toBuilder().setModelName("n").build(),
        Status.Code.NOT_FOUND,
        "not_found",
        "model: there is no \"n\" here; use \"m\"");
    isRefused(
        GrpcClient.rows(1, 2).toBuilder().setModelVersion("2").build(),
        Status.Code.NOT_FOUND,
        "not_found",
        "version: there is no \"2\" here; use \"1\"");
    isRefused(
        OpenInferenceMethods.MODEL_READY,
        ModelReadyRequest.newBuilder().setName("n").build(),
        Status.Code.NOT_FOUND,
        "not_found",
        "model: there is no \"n\" here; use \"m\"");
    isRefused(
        OpenInferenceMethods.MODEL_METADATA,
        ModelMetadataRequest.getDefaultInstance(),
        Status.Code.NOT_FOUND,
        "not_found",
        "model: there is no \"\" here; use \"m\"");
  }

  @Test
  void what_the_model_cant_take_is_refused_by_its_field() {
    isRefused(
        GrpcClient.request("INT64", 1, 2)
            .addRawInputContents(ByteString.copyFrom(new byte[16]))
            .build(),
        Status.Code.INVALID_ARGUMENT,
        "invalid_tensor",
        "inputs[0].datatype: INT64 isn't what the model takes; send x FP32[-1,2]");
    isRefused(
        GrpcClient.request("FP32", 2, 2).addRawInputContents(GrpcClient.raw(1, 2)).build(),
        Status.Code.INVALID_ARGUMENT,
        "invalid_tensor",
        "raw_input_contents[0]: 8 bytes, FP32[2,2] needs 16; send 4 bytes for each value");
    isRefused(
        ModelInferRequest.newBuilder().setModelName("m").build(),
        Status.Code.INVALID_ARGUMENT,
        "invalid_request",
        "inputs: there is none; send at least one input");
    isRefused(
        GrpcClient.rows(1, 2).toBuilder()
            .addOutputs(InferRequestedOutputTensor.newBuilder().setName("z"))
            .build(),
        Status.Code.INVALID_ARGUMENT,
        "invalid_tensor",
        "outputs[0].name: the model has no output \"z\"; use y FP32[-1,2]");
  }

  /** Sends bytes that are no message. */
  private static <A> MethodDescriptor<byte[], A> untyped(MethodDescriptor<?, A> method) {
    return MethodDescriptor.<byte[], A>newBuilder()
        .setType(method.getType())
        .setFullMethodName(method.getFullMethodName())
        .setRequestMarshaller(
            new MethodDescriptor.Marshaller<>() {
              @Override
              public InputStream stream(byte[] value) {
                return new ByteArrayInputStream(value);
              }

              @Override
              public byte[] parse(InputStream stream) {
                throw new AssertionError("requests are only written");
              }
            })
        .setResponseMarshaller(method.getResponseMarshaller())
        .build();
  }

  @Test
  void what_is_no_message_is_the_clients_fault() {
    var bytes = "{\"name\": \"m\"}".getBytes(StandardCharsets.UTF_8);
    for (var method : List.of(OpenInferenceMethods.MODEL_INFER, OpenInferenceMethods.MODEL_READY)) {
      var ended = client.refused(untyped(method), bytes);
      assertThat(ended.status()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(ended.error()).contains("invalid_request");
      assertThat(ended.message()).startsWith("request: it isn't a message of this method (");
    }
  }

  @Test
  void the_repository_has_the_one_model_and_keeps_it() {
    var index =
        client.call(
            OpenInferenceMethods.REPOSITORY_INDEX,
            RepositoryIndexRequest.newBuilder().setReady(true).build());
    assertThat(index.getModelsList()).hasSize(1);
    assertThat(index.getModels(0).getName()).isEqualTo("m");
    assertThat(index.getModels(0).getState()).isEqualTo("READY");
    var message =
        "model_name: \"n\": this process serves \"m\" for as long as it runs; deploy a ModelService"
            + " for another model, or one with spec.model.repository";
    isRefused(
        OpenInferenceMethods.REPOSITORY_MODEL_LOAD,
        RepositoryModelLoadRequest.newBuilder().setModelName("n").build(),
        Status.Code.UNIMPLEMENTED,
        "method_not_allowed",
        message);
    isRefused(
        OpenInferenceMethods.REPOSITORY_MODEL_UNLOAD,
        RepositoryModelUnloadRequest.newBuilder().setModelName("n").build(),
        Status.Code.UNIMPLEMENTED,
        "method_not_allowed",
        message);
  }

  @Test
  void what_only_triton_has_is_unimplemented() {
    var method =
        untyped(OpenInferenceMethods.SERVER_LIVE).toBuilder()
            .setFullMethodName(OpenInferenceMethods.SERVICE + "/ModelConfig")
            .build();
    assertThat(client.refused(method, new byte[0]).status()).isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void a_message_larger_than_taken_is_refused_without_waiting_for_it(@TempDir Path folder) {
    try (var small =
            TestServer.of(
                OnnxFile.identity(folder.resolve("m.onnx"), 2),
                ModelTask.TENSOR,
                settings -> settings.withGrpcPort(0).withLimits(Limits.ofBodies(100_000)));
        var asking = GrpcClient.of(small)) {
      assertThat(
              asking
                  .refused(OpenInferenceMethods.MODEL_INFER, GrpcClient.rows(new float[50_000]))
                  .status())
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(asking.infer(GrpcClient.rows(1, 2)).getOutputsCount()).isEqualTo(1);
    }
  }

  @Test
  void a_compressed_message_counts_as_what_it_becomes(@TempDir Path folder) {
    try (var small =
            TestServer.of(
                OnnxFile.identity(folder.resolve("m.onnx"), 2),
                ModelTask.TENSOR,
                settings -> settings.withGrpcPort(0).withLimits(Limits.ofBodies(100_000)));
        var asking = GrpcClient.of(small)) {
      var zipped =
          CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS).withCompression("gzip");
      assertThat(
              asking
                  .call(OpenInferenceMethods.MODEL_INFER, GrpcClient.rows(1, 2), zipped)
                  .getOutputsCount())
          .isEqualTo(1);
      try {
        throw new AssertionError(
            asking.call(
                OpenInferenceMethods.MODEL_INFER, GrpcClient.rows(new float[50_000]), zipped));
      } catch (io.grpc.StatusRuntimeException e) {
        assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      }
    }
  }

  @Test
  void a_large_message_goes_through() {
    var numbers = new float[2 << 20];
    numbers[numbers.length - 1] = 7;
    assertThat(client.infer(GrpcClient.rows(numbers)).getRawOutputContents(0))
        .isEqualTo(GrpcClient.raw(numbers));
  }

  @Test
  void a_decent_request_id_is_kept() {
    var key = Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);
    var sent = new Metadata();
    sent.put(key, "abc-1");
    var headers = new AtomicReference<Metadata>();
    var trailers = new AtomicReference<Metadata>();
    var channel =
        ClientInterceptors.intercept(
            client.channel(),
            MetadataUtils.newAttachHeadersInterceptor(sent),
            MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
    var _ =
        ClientCalls.blockingUnaryCall(
            channel, OpenInferenceMethods.MODEL_INFER, CallOptions.DEFAULT, GrpcClient.rows(1, 2));
    assertThat(headers.get().get(key)).isEqualTo("abc-1");
  }

  /** What came of a stream. */
  private static final class Answers implements StreamObserver<ModelStreamInferResponse> {
    private final List<ModelStreamInferResponse> all =
        Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public void onNext(ModelStreamInferResponse answer) {
      all.add(answer);
    }

    @Override
    public void onError(Throwable problem) {
      ended.countDown();
    }

    @Override
    public void onCompleted() {
      ended.countDown();
    }
  }

  @Test
  void a_stream_answers_in_order_and_goes_on_after_a_refusal() throws InterruptedException {
    var answers = new Answers();
    var requests =
        ClientCalls.asyncBidiStreamingCall(
            client.channel().newCall(OpenInferenceMethods.MODEL_STREAM_INFER, CallOptions.DEFAULT),
            answers);
    for (int i = 0; i < 20; i++) {
      requests.onNext(
          GrpcClient.rows(i, i).toBuilder()
              .setId("r" + i)
              .setModelName(i == 7 ? "other" : "m")
              .build());
    }
    requests.onCompleted();
    assertThat(answers.ended.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(answers.all)
        .extracting(answer -> answer.getInferResponse().getId())
        .containsExactlyElementsOf(
            java.util.stream.IntStream.range(0, 20).mapToObj(i -> "r" + i).toList());
    for (int i = 0; i < 20; i++) {
      assertThat(answers.all.get(i).getErrorMessage())
          .isEqualTo(i == 7 ? "model: there is no \"other\" here; use \"m\"" : "");
    }
    assertThat(answers.all.get(19).getInferResponse().getRawOutputContents(0))
        .isEqualTo(GrpcClient.raw(19, 19));
  }

  @Test
  void calls_are_counted_by_what_came_of_them() {
    client.infer(GrpcClient.rows(1, 2));
    client.refused(
        OpenInferenceMethods.MODEL_INFER,
        GrpcClient.rows(1, 2).toBuilder().setModelName("n").build());
    var metrics = server.admin("/metrics").body();
    assertThat(metrics)
        .contains("steward_runtime_requests_seconds_count{code=\"ok\",endpoint=\"infer\"}")
        .contains("steward_runtime_requests_seconds_count{code=\"not_found\",endpoint=\"infer\"}");
  }
}
