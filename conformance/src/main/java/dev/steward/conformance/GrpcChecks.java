package dev.steward.conformance;

import com.google.protobuf.ByteString;
import dev.steward.protocol.grpc.OpenInferenceMethods;
import dev.steward.protocol.inference.ModelInferRequest;
import dev.steward.protocol.inference.ModelInferResponse;
import dev.steward.protocol.inference.ModelMetadataRequest;
import dev.steward.protocol.inference.ModelMetadataResponse;
import dev.steward.protocol.inference.ModelReadyRequest;
import dev.steward.protocol.inference.ServerLiveRequest;
import dev.steward.protocol.inference.ServerMetadataRequest;
import dev.steward.protocol.inference.ServerReadyRequest;
import dev.steward.protocol.oip.TensorMetadata;
import io.grpc.Status;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The same over gRPC, where an address of it was given. */
final class GrpcChecks {

  private static final String ID = "conformance-43";
  private static final String NOBODY = "conformance-no-such-model";
  private static final String INFERENCE = "gRPC: Inference";

  /** What tells a client that the fault is its own. */
  private static final Set<Status.Code> CLIENTS =
      Set.of(
          Status.Code.INVALID_ARGUMENT,
          Status.Code.NOT_FOUND,
          Status.Code.FAILED_PRECONDITION,
          Status.Code.OUT_OF_RANGE,
          Status.Code.UNIMPLEMENTED,
          Status.Code.RESOURCE_EXHAUSTED);

  private GrpcChecks() {}

  static List<Check> all() {
    return List.of(
        check(
            "grpc.live",
            "gRPC: Server Live",
            "live is true when the server can receive requests.",
            (subject, grpc) -> {
              var ended =
                  grpc.call(
                      OpenInferenceMethods.SERVER_LIVE, ServerLiveRequest.getDefaultInstance());
              return truth(
                  "ServerLive", ended, ended.answer().filter(it -> it.getLive()).isPresent());
            }),
        check(
            "grpc.ready",
            "gRPC: Server Ready",
            "ready is true when the server is ready for inferencing.",
            (subject, grpc) -> {
              var ended =
                  grpc.call(
                      OpenInferenceMethods.SERVER_READY, ServerReadyRequest.getDefaultInstance());
              return truth(
                  "ServerReady", ended, ended.answer().filter(it -> it.getReady()).isPresent());
            }),
        check(
            "grpc.model.ready",
            "gRPC: Model Ready",
            "ready is true when the model is ready for inferencing.",
            (subject, grpc) -> {
              var ended =
                  grpc.call(
                      OpenInferenceMethods.MODEL_READY,
                      ModelReadyRequest.newBuilder().setName(subject.model()).build());
              return truth(
                  "ModelReady " + subject.model(),
                  ended,
                  ended.answer().filter(it -> it.getReady()).isPresent());
            }),
        check(
            "grpc.server.metadata",
            "gRPC: Server Metadata",
            "The server's name and version are those of REST.",
            GrpcChecks::serverMetadata),
        check(
            "grpc.model.metadata",
            "gRPC: Model Metadata",
            "The model's name, inputs and outputs are those of REST.",
            GrpcChecks::modelMetadata),
        check(
            "grpc.infer.raw",
            "gRPC: Raw Tensor Contents",
            "Values may be raw: the outputs are those of REST.",
            (subject, grpc) -> same(subject, grpc, subject.rawMessage())),
        check(
            "grpc.infer.typed",
            INFERENCE,
            "Values may stand in contents, in the field of their datatype: the outputs are those of"
                + " REST.",
            (subject, grpc) ->
                subject.inJson()
                    ? same(subject, grpc, subject.typedMessage())
                    : new Verdict.Skipped("FP16 and BF16 have no field in contents")),
        check(
            "grpc.infer.id",
            INFERENCE,
            "An id of the request is returned in the response.",
            GrpcChecks::id),
        check(
            "grpc.infer.outputs",
            INFERENCE,
            "Of outputs that are asked for by name, those are given and no others.",
            GrpcChecks::requested),
        refused(
            "model",
            "Inference with a model that isn't there",
            message -> message.setModelName(NOBODY)),
        refused(
            "version",
            "Inference with a version that isn't there",
            message -> message.setModelVersion("987654")),
        refused(
            "missing.input",
            "A request that lacks an input of the model",
            message -> {
              var values = List.copyOf(message.getRawInputContentsList());
              message.clearRawInputContents().removeInputs(0);
              return message.addAllRawInputContents(values.subList(1, values.size()));
            }),
        refused(
            "unknown.input",
            "A request for an input that the model doesn't have",
            message -> {
              message.getInputsBuilder(0).setName("conformance-no-such-input");
              return message;
            }),
        refused(
            "datatype",
            "A datatype that isn't one",
            message -> {
              message.getInputsBuilder(0).setDatatype("FP7");
              return message;
            }),
        refused(
            "shape",
            "A shape of more dimensions than the model's",
            message -> {
              message.getInputsBuilder(0).addShape(1).addShape(1).addShape(1);
              return message;
            }),
        refused(
            "too.few.bytes",
            "Fewer bytes than the shape says",
            message -> message.setRawInputContents(0, ByteString.EMPTY)),
        refused(
            "too.few.raw",
            "Fewer raw_input_contents than inputs",
            message -> message.addInputs(message.getInputs(0).toBuilder().setName("conformance"))),
        refused(
            "huge.shape",
            "A shape of more data than any machine has",
            message -> {
              message.getInputsBuilder(0).clearShape().addShape(1L << 40).addShape(1L << 20);
              return message;
            }),
        refused(
            "unknown.output",
            "A request for an output that the model doesn't have",
            message -> {
              message.addOutputsBuilder().setName("conformance-no-such-output");
              return message;
            }),
        check(
            "grpc.error.alive",
            Check.BEYOND,
            "After all of them the server answers as before.",
            (subject, grpc) -> same(subject, grpc, subject.rawMessage())));
  }

  /** Looks at the gRPC side. */
  @FunctionalInterface
  private interface GrpcProbe {
    Verdict look(Subject subject, Grpc grpc) throws IOException, InterruptedException;
  }

  private static Check check(String name, String section, String sentence, GrpcProbe probe) {
    return new Check(
        name,
        section,
        sentence,
        subject ->
            subject.grpc().isPresent()
                ? probe.look(subject, subject.grpc().get())
                : new Verdict.Skipped("no address of gRPC was given"));
  }

  private static Check refused(
      String name, String what, UnaryOperator<ModelInferRequest.Builder> change) {
    return check(
        "grpc.error." + name,
        "gRPC: errors are indicated by the google.rpc.Status returned",
        what + " has a status by which the fault is the client's.",
        (subject, grpc) -> {
          var message = change.apply(subject.rawMessage()).build();
          var ended = grpc.call(OpenInferenceMethods.MODEL_INFER, message);
          return Verdict.of(
              CLIENTS.contains(ended.status().getCode()),
              sent(message),
              "one of " + CLIENTS.stream().sorted().toList(),
              ended.shown());
        });
  }

  private static String sent(ModelInferRequest message) {
    var text = message.toString().replaceAll("\\s+", " ");
    return "ModelInfer " + (text.length() <= 300 ? text : text.substring(0, 300) + "…");
  }

  private static Verdict truth(String sent, Grpc.Ended<?> ended, boolean holds) {
    return Verdict.of(holds, sent, "OK, true", ended.shown());
  }

  private static Verdict serverMetadata(Subject subject, Grpc grpc)
      throws IOException, InterruptedException {
    var rest = subject.rest().get("/v2").json();
    var ended =
        grpc.call(OpenInferenceMethods.SERVER_METADATA, ServerMetadataRequest.getDefaultInstance());
    return Verdict.of(
        ended
            .answer()
            .filter(it -> it.getName().equals(rest.path("name").asText()))
            .filter(it -> it.getVersion().equals(rest.path("version").asText()))
            .isPresent(),
        "ServerMetadata",
        "as GET /v2: " + rest,
        ended.shown());
  }

  private static Verdict modelMetadata(Subject subject, Grpc grpc) {
    var ended =
        grpc.call(
            OpenInferenceMethods.MODEL_METADATA,
            ModelMetadataRequest.newBuilder().setName(subject.model()).build());
    return Verdict.of(
        ended
            .answer()
            .filter(it -> it.getName().equals(subject.model()))
            .filter(it -> described(it.getInputsList()).equals(texts(subject.inputs())))
            .filter(it -> described(it.getOutputsList()).equals(texts(subject.outputs())))
            .isPresent(),
        "ModelMetadata " + subject.model(),
        "inputs %s, outputs %s".formatted(subject.inputs(), subject.outputs()),
        ended.shown());
  }

  private static List<String> texts(List<TensorMetadata> tensors) {
    return tensors.stream().map(TensorMetadata::toString).toList();
  }

  private static List<String> described(List<ModelMetadataResponse.TensorMetadata> tensors) {
    return tensors.stream()
        .map(it ->
            it.getName() + " " + it.getDatatype() + it.getShapeList().toString().replace(" ", ""))
        .toList();
  }

  private static Outputs baseline(Subject subject, Grpc grpc)
      throws IOException, InterruptedException {
    return subject.inJson()
        ? InferChecks.baseline(subject)
        : Outputs.of(grpc.call(OpenInferenceMethods.MODEL_INFER, subject.rawMessage().build()));
  }

  private static Verdict same(Subject subject, Grpc grpc, ModelInferRequest.Builder builder)
      throws IOException, InterruptedException {
    var message = builder.build();
    var baseline = baseline(subject, grpc);
    var outputs = Outputs.of(grpc.call(OpenInferenceMethods.MODEL_INFER, message));
    return Verdict.of(
        outputs.wrong().isEmpty() && outputs.equals(baseline),
        sent(message),
        baseline.shown(),
        outputs.shown());
  }

  private static Verdict id(Subject subject, Grpc grpc) {
    var message = subject.rawMessage().setId(ID).build();
    var ended = grpc.call(OpenInferenceMethods.MODEL_INFER, message);
    return Verdict.of(
        ended.answer().map(ModelInferResponse::getId).filter(ID::equals).isPresent(),
        sent(message),
        "OK, id \"" + ID + "\"",
        ended.shown());
  }

  private static Verdict requested(Subject subject, Grpc grpc)
      throws IOException, InterruptedException {
    var last = subject.outputs().getLast();
    var builder = subject.rawMessage();
    builder.addOutputsBuilder().setName(last.name());
    var message = builder.build();
    var outputs = Outputs.of(grpc.call(OpenInferenceMethods.MODEL_INFER, message));
    var baseline = baseline(subject, grpc);
    return Verdict.of(
        outputs.notAs(List.of(last)).isEmpty()
            && outputs.named(last.name()).equals(baseline.named(last.name())),
        sent(message),
        "\"" + last.name() + "\" alone, as of " + baseline.shown(),
        outputs.shown());
  }
}
