package dev.steward.protocol.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import dev.steward.core.error.ErrorCode;
import dev.steward.protocol.inference.ModelInferRequest.InferInputTensor;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;

/**
 * An input of a request, its values still bytes.
 *
 * @param field where it stands, for messages: {@code inputs[0]}
 * @param contents its {@code InferTensorContents}; empty: its values are raw, or there are none
 */
record MessageInput(
    String field, String name, Datatype datatype, Shape shape, Optional<ByteString> contents) {

  private static final int MAX_NAME = 256;
  private static final int MAX_DATATYPE = 32;

  private static final int NAME =
      InferInputTensor.NAME_FIELD_NUMBER << Wire.TYPE_BITS | Wire.LENGTH_DELIMITED;
  private static final int DATATYPE =
      InferInputTensor.DATATYPE_FIELD_NUMBER << Wire.TYPE_BITS | Wire.LENGTH_DELIMITED;
  private static final int SHAPE =
      InferInputTensor.SHAPE_FIELD_NUMBER << Wire.TYPE_BITS | Wire.VARINT;
  private static final int SHAPE_PACKED =
      InferInputTensor.SHAPE_FIELD_NUMBER << Wire.TYPE_BITS | Wire.LENGTH_DELIMITED;
  private static final int PARAMETERS =
      InferInputTensor.PARAMETERS_FIELD_NUMBER << Wire.TYPE_BITS | Wire.LENGTH_DELIMITED;
  private static final int CONTENTS =
      InferInputTensor.CONTENTS_FIELD_NUMBER << Wire.TYPE_BITS | Wire.LENGTH_DELIMITED;

  /** Whether it has values of its own. */
  boolean hasContents() {
    return contents.filter(bytes -> !bytes.isEmpty()).isPresent();
  }

  /** The tensor of its own values. */
  Tensor typed(TensorLimits limits) throws IOException {
    return new TypedContents(this, contents.orElse(ByteString.EMPTY), limits).tensor();
  }

  /**
   * Reads all but the values.
   *
   * @param elementsLeft how many values it may have
   */
  static MessageInput read(String field, ByteString message, TensorLimits limits, long elementsLeft)
      throws IOException {
    return new Reading(field, limits).input(message, elementsLeft);
  }

  private static final class Reading {
    private final String field;
    private final TensorLimits limits;
    private final ArrayList<Long> lengths = new ArrayList<>();
    private String name = "";
    private String datatype = "";
    private Optional<ByteString> contents = Optional.empty();

    Reading(String field, TensorLimits limits) {
      this.field = field;
      this.limits = limits;
    }

    MessageInput input(ByteString message, long elementsLeft) throws IOException {
      Wire.fields(message, this::field);
      var type = Datatype.named(datatype);
      if (type.isEmpty()) {
        throw Wire.invalid(
            field + ".datatype",
            "\"" + datatype + "\" is no datatype",
            "use one of " + Datatype.names());
      }
      var shape = new Shape(lengths);
      long weight = TensorLimits.weight(type.get());
      if (shape.elements() > elementsLeft / weight) {
        throw Wire.refused(
            ErrorCode.REQUEST_TOO_LARGE,
            field + ".shape",
            "%s makes more values in one request than taken: %d, or %d texts"
                .formatted(
                    shape,
                    limits.elements(),
                    limits.elements() / TensorLimits.weight(Datatype.BYTES)),
            "send fewer at a time");
      }
      return new MessageInput(field, name, type.get(), shape, contents);
    }

    private boolean field(int tag, CodedInputStream in) throws IOException {
      switch (tag) {
        case NAME -> name = Wire.text(in, field + ".name", MAX_NAME);
        case DATATYPE -> datatype = Wire.text(in, field + ".datatype", MAX_DATATYPE);
        case SHAPE -> length(in.readInt64());
        case SHAPE_PACKED -> {
          var packed = in.readBytes().newCodedInput();
          while (!packed.isAtEnd()) {
            length(packed.readInt64());
          }
        }
        case PARAMETERS ->
            MessageParameter.read(field + ".parameters", in.readBytes()).refuseClasses();
        case CONTENTS -> {
          // Readers of messages put two such parts together; no writer makes them.
          if (contents.isPresent()) {
            throw Wire.invalid(field + ".contents", "it stands twice", "send it once");
          }
          contents = Optional.of(in.readBytes());
        }
        default -> {
          return false;
        }
      }
      return true;
    }

    private void length(long length) throws IOException {
      if (lengths.size() == limits.rank()) {
        throw Wire.refused(
            ErrorCode.REQUEST_TOO_LARGE,
            field + ".shape",
            "more than " + limits.rank() + " dimensions",
            "send at most " + limits.rank());
      }
      if (length < 0) {
        throw Wire.invalid(field + ".shape", length + " is no length", "send lengths of 0 or more");
      }
      lengths.add(length);
    }
  }
}
