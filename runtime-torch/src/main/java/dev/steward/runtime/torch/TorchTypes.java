package dev.steward.runtime.torch;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import java.nio.ByteOrder;
import java.util.Optional;

/** The protocol's tensors as PyTorch's, and back. */
final class TorchTypes {

  /** For messages. */
  static final String NAMES = "BOOL, UINT8, INT8, INT32, INT64, FP16, FP32 or FP64";

  private TorchTypes() {}

  /**
   * What PyTorch calls it; empty: it has none such, or its binding ends the process where it meets
   * it (INT16, BF16).
   */
  static Optional<DataType> torch(Datatype datatype) {
    return switch (datatype) {
      case BOOL -> Optional.of(DataType.BOOLEAN);
      case UINT8 -> Optional.of(DataType.UINT8);
      case INT8 -> Optional.of(DataType.INT8);
      case INT32 -> Optional.of(DataType.INT32);
      case INT64 -> Optional.of(DataType.INT64);
      case FP16 -> Optional.of(DataType.FLOAT16);
      case FP32 -> Optional.of(DataType.FLOAT32);
      case FP64 -> Optional.of(DataType.FLOAT64);
      case INT16, BF16, UINT16, UINT32, UINT64, BYTES -> Optional.empty();
    };
  }

  /** The protocol's name of it. */
  static Optional<Datatype> datatype(DataType type) {
    for (var datatype : Datatype.values()) {
      if (torch(datatype).filter(type::equals).isPresent()) {
        return Optional.of(datatype);
      }
    }
    return Optional.empty();
  }

  /** Shares the tensor's buffer where it is direct. It is there until {@code manager} is closed. */
  static PtNDArray toTorch(PtNDManager manager, Tensor.Numbers tensor) {
    return manager.create(
        tensor.data().duplicate().order(ByteOrder.nativeOrder()),
        new ai.djl.ndarray.types.Shape(tensor.shape().toArray()),
        torch(tensor.datatype()).orElseThrow());
  }

  /** Copies the values, so that PyTorch's memory can go. */
  static Tensor fromTorch(String name, Datatype datatype, PtNDArray array) {
    var values = array.toByteBuffer(false).order(ByteOrder.nativeOrder());
    return new Tensor.Numbers(name, datatype, Shape.of(array.getShape().getShape()), values);
  }
}
