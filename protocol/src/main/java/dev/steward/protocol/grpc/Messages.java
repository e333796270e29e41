package dev.steward.protocol.grpc;

import com.google.protobuf.UnsafeByteOperations;
import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.inference.ModelInferResponse;
import dev.steward.protocol.inference.ModelMetadataResponse;
import dev.steward.protocol.inference.ServerMetadataResponse;
import dev.steward.protocol.oip.InferResponse;
import dev.steward.protocol.oip.ModelMetadata;
import dev.steward.protocol.oip.RawValues;
import dev.steward.protocol.oip.ServerMetadata;
import dev.steward.protocol.oip.TensorMetadata;
import java.util.List;

/** Answers as messages. */
public final class Messages {

  /** A message's length is an int; this leaves room for all but the values. */
  private static final long MOST_VALUES = Integer.MAX_VALUE - (1L << 20);

  private Messages() {}

  /** What a server says of itself. */
  public static ServerMetadataResponse of(ServerMetadata server) {
    return ServerMetadataResponse.newBuilder()
        .setName(server.name())
        .setVersion(server.version())
        .addAllExtensions(server.extensions())
        .build();
  }

  /** What a server says of a model. */
  public static ModelMetadataResponse of(ModelMetadata model) {
    return ModelMetadataResponse.newBuilder()
        .setName(model.name())
        .addAllVersions(model.versions())
        .setPlatform(model.platform())
        .addAllInputs(tensors(model.inputs()))
        .addAllOutputs(tensors(model.outputs()))
        .build();
  }

  private static List<ModelMetadataResponse.TensorMetadata> tensors(List<TensorMetadata> tensors) {
    return tensors.stream()
        .map(tensor ->
            ModelMetadataResponse.TensorMetadata.newBuilder()
                .setName(tensor.name())
                .setDatatype(tensor.datatype().name())
                .addAllShape(tensor.shape().dimensions())
                .build())
        .toList();
  }

  /**
   * What a model answered, its values raw; they are the tensors' own memory. More than a message
   * can hold is refused.
   */
  public static Outcome<ModelInferResponse> of(InferResponse response) {
    var message =
        ModelInferResponse.newBuilder()
            .setModelName(response.model())
            .setModelVersion(response.version());
    response.id().ifPresent(message::setId);
    long bytes = 0;
    for (var output : response.outputs()) {
      message.addOutputs(
          ModelInferResponse.InferOutputTensor.newBuilder()
              .setName(output.name())
              .setDatatype(output.datatype().name())
              .addAllShape(output.shape().dimensions()));
      var values = RawValues.write(output);
      bytes += values.remaining();
      message.addRawOutputContents(UnsafeByteOperations.unsafeWrap(values));
    }
    return bytes <= MOST_VALUES
        ? Outcome.done(message.build())
        : Outcome.refused(
            Refusal.of(
                ErrorCode.REQUEST_TOO_LARGE,
                new Violation(
                    "outputs",
                    bytes + " bytes don't fit in one message",
                    "ask for fewer outputs or rows")));
  }
}
