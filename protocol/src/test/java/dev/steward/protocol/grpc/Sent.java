package dev.steward.protocol.grpc;

import com.google.protobuf.ByteString;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.inference.InferTensorContents;
import dev.steward.protocol.inference.ModelInferRequest;
import dev.steward.protocol.inference.ModelInferRequest.InferInputTensor;
import dev.steward.protocol.oip.InferRequest;
import dev.steward.protocol.oip.RawValues;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorLimits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Requests as clients send them: by the generated messages. */
final class Sent {

  private Sent() {}

  /** An input without values. */
  static InferInputTensor.Builder input(String name, String datatype, long... shape) {
    var input = InferInputTensor.newBuilder().setName(name).setDatatype(datatype);
    for (long length : shape) {
      input.addShape(length);
    }
    return input;
  }

  private static InferInputTensor.Builder input(Tensor tensor) {
    return input(tensor.name(), tensor.datatype().name(), tensor.shape().toArray());
  }

  /** A request whose values are raw. */
  static ModelInferRequest raw(List<Tensor> tensors) {
    var request = ModelInferRequest.newBuilder().setModelName("m");
    for (var tensor : tensors) {
      request
          .addInputs(input(tensor))
          .addRawInputContents(ByteString.copyFrom(RawValues.write(tensor)));
    }
    return request.build();
  }

  /** A request whose values stand in the fields of their datatypes. */
  static ModelInferRequest typed(List<Tensor> tensors) {
    var request = ModelInferRequest.newBuilder().setModelName("m");
    for (var tensor : tensors) {
      request.addInputs(input(tensor).setContents(contents(tensor)));
    }
    return request.build();
  }

  private static InferTensorContents contents(Tensor tensor) {
    var contents = InferTensorContents.newBuilder();
    switch (tensor) {
      case Tensor.Texts texts ->
          texts.values().forEach(text -> contents.addBytesContents(ByteString.copyFromUtf8(text)));
      case Tensor.Numbers numbers -> {
        var data = numbers.data().duplicate().order(ByteOrder.nativeOrder());
        while (data.hasRemaining()) {
          add(contents, numbers, data);
        }
      }
    }
    return contents.build();
  }

  private static void add(
      InferTensorContents.Builder contents, Tensor.Numbers tensor, ByteBuffer data) {
    switch (tensor.datatype()) {
      case BOOL -> contents.addBoolContents(data.get() != 0);
      case INT8 -> contents.addIntContents(data.get());
      case INT16 -> contents.addIntContents(data.getShort());
      case INT32 -> contents.addIntContents(data.getInt());
      case INT64 -> contents.addInt64Contents(data.getLong());
      case UINT8 -> contents.addUintContents(Byte.toUnsignedInt(data.get()));
      case UINT16 -> contents.addUintContents(Short.toUnsignedInt(data.getShort()));
      case UINT32 -> contents.addUintContents(data.getInt());
      case UINT64 -> contents.addUint64Contents(data.getLong());
      case FP32 -> contents.addFp32Contents(data.getFloat());
      case FP64 -> contents.addFp64Contents(data.getDouble());
      case FP16, BF16, BYTES -> throw new AssertionError(tensor.datatype());
    }
  }

  /** What is read of it. */
  static Outcome<InferRequest> read(ModelInferRequest request) {
    return InferRequestMessage.read(request.toByteString(), TensorLimits.DEFAULT);
  }

  /** The request. */
  static InferRequest accepted(Outcome<InferRequest> outcome) {
    return switch (outcome) {
      case Outcome.Done<InferRequest>(var request) -> request;
      case Outcome.Refused<InferRequest>(var refusal) -> throw new AssertionError(refusal);
    };
  }

  /** The refusal. */
  static <T> Refusal refused(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T>(var read) -> throw new AssertionError("read: " + read);
      case Outcome.Refused<T>(var refusal) -> refusal;
    };
  }
}
