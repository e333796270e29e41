package dev.steward.runtime.engine;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The protocol's tensors as ONNX Runtime's, and back. */
final class OnnxTypes {

  private OnnxTypes() {}

  static Optional<Datatype> datatype(OnnxTensorType type) {
    return switch (type) {
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> Optional.of(Datatype.BOOL);
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> Optional.of(Datatype.UINT8);
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> Optional.of(Datatype.UINT16);
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32 -> Optional.of(Datatype.UINT32);
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64 -> Optional.of(Datatype.UINT64);
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> Optional.of(Datatype.INT8);
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> Optional.of(Datatype.INT16);
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> Optional.of(Datatype.INT32);
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> Optional.of(Datatype.INT64);
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> Optional.of(Datatype.FP16);
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16 -> Optional.of(Datatype.BF16);
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> Optional.of(Datatype.FP32);
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> Optional.of(Datatype.FP64);
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING -> Optional.of(Datatype.BYTES);
      default -> Optional.empty();
    };
  }

  /** ONNX Runtime's Java binding can't make tensors of the other types. */
  static boolean canGoIn(Datatype datatype) {
    return datatype == Datatype.BYTES || javaType(datatype).isPresent();
  }

  private static Optional<OnnxJavaType> javaType(Datatype datatype) {
    return switch (datatype) {
      case BOOL -> Optional.of(OnnxJavaType.BOOL);
      case UINT8 -> Optional.of(OnnxJavaType.UINT8);
      case INT8 -> Optional.of(OnnxJavaType.INT8);
      case INT16 -> Optional.of(OnnxJavaType.INT16);
      case INT32 -> Optional.of(OnnxJavaType.INT32);
      case INT64 -> Optional.of(OnnxJavaType.INT64);
      case FP32 -> Optional.of(OnnxJavaType.FLOAT);
      case FP64 -> Optional.of(OnnxJavaType.DOUBLE);
      case FP16 -> Optional.of(OnnxJavaType.FLOAT16);
      case BF16 -> Optional.of(OnnxJavaType.BFLOAT16);
      case UINT16, UINT32, UINT64, BYTES -> Optional.empty();
    };
  }

  /**
   * Shares the tensor's buffer where it is direct, which ONNX Runtime's Java binding asks for; else
   * it is copied to {@code memory}. The caller closes what it gets and keeps both until then.
   */
  static OnnxTensor toOnnx(OrtEnvironment environment, Tensor tensor, InputMemory memory)
      throws OrtException {
    return switch (tensor) {
      case Tensor.Numbers numbers ->
          OnnxTensor.createTensor(
              environment,
              memory.direct(numbers.data()),
              numbers.shape().toArray(),
              javaType(numbers.datatype()).orElseThrow());
      case Tensor.Texts texts ->
          OnnxTensor.createTensor(
              environment, texts.values().toArray(String[]::new), texts.shape().toArray());
    };
  }

  /** Copies the values, so that ONNX Runtime's memory can go. */
  static Tensor fromOnnx(String name, OnnxTensor onnx) throws OrtException {
    var shape = Shape.of(onnx.getInfo().getShape());
    var datatype = datatype(onnx.getInfo().onnxType).orElseThrow();
    if (datatype == Datatype.BYTES) {
      var texts = new ArrayList<String>();
      flatten(onnx.getValue(), texts);
      return new Tensor.Texts(name, shape, texts);
    }
    var copied = onnx.getByteBuffer();
    var data =
        copied == null
            ? ByteBuffer.allocate(0).order(ByteOrder.nativeOrder())
            : copied.rewind().order(ByteOrder.nativeOrder());
    return new Tensor.Numbers(name, datatype, shape, data);
  }

  private static void flatten(Object value, List<String> texts) {
    if (value instanceof Object[] values) {
      for (var inner : values) {
        flatten(inner, texts);
      }
    } else {
      texts.add((String) value);
    }
  }
}
