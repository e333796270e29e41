package dev.steward.runtime.onnx;

import dev.steward.protocol.oip.Datatype;
import java.util.Optional;

/**
 * The type of a tensor's elements, {@code TensorProto.DataType}.
 *
 * @param number as it stands in files
 */
public record ElementType(int number) {

  /** The protocol's name for it; empty for types that the protocol doesn't know. */
  public Optional<Datatype> datatype() {
    return switch (number) {
      case 1 -> Optional.of(Datatype.FP32);
      case 2 -> Optional.of(Datatype.UINT8);
      case 3 -> Optional.of(Datatype.INT8);
      case 4 -> Optional.of(Datatype.UINT16);
      case 5 -> Optional.of(Datatype.INT16);
      case 6 -> Optional.of(Datatype.INT32);
      case 7 -> Optional.of(Datatype.INT64);
      case 8 -> Optional.of(Datatype.BYTES);
      case 9 -> Optional.of(Datatype.BOOL);
      case 10 -> Optional.of(Datatype.FP16);
      case 11 -> Optional.of(Datatype.FP64);
      case 12 -> Optional.of(Datatype.UINT32);
      case 13 -> Optional.of(Datatype.UINT64);
      case 16 -> Optional.of(Datatype.BF16);
      default -> Optional.empty();
    };
  }

  /** The type of a datatype. */
  public static ElementType of(Datatype datatype) {
    return new ElementType(
        switch (datatype) {
          case FP32 -> 1;
          case UINT8 -> 2;
          case INT8 -> 3;
          case UINT16 -> 4;
          case INT16 -> 5;
          case INT32 -> 6;
          case INT64 -> 7;
          case BYTES -> 8;
          case BOOL -> 9;
          case FP16 -> 10;
          case FP64 -> 11;
          case UINT32 -> 12;
          case UINT64 -> 13;
          case BF16 -> 16;
        });
  }

  /** For people. */
  public String text() {
    return datatype().map(Datatype::name).orElse("TYPE" + number);
  }
}
