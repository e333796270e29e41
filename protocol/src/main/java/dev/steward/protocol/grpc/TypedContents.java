package dev.steward.protocol.grpc;

import static dev.steward.protocol.inference.InferTensorContents.BOOL_CONTENTS_FIELD_NUMBER;
import static dev.steward.protocol.inference.InferTensorContents.BYTES_CONTENTS_FIELD_NUMBER;
import static dev.steward.protocol.inference.InferTensorContents.FP32_CONTENTS_FIELD_NUMBER;
import static dev.steward.protocol.inference.InferTensorContents.FP64_CONTENTS_FIELD_NUMBER;
import static dev.steward.protocol.inference.InferTensorContents.INT64_CONTENTS_FIELD_NUMBER;
import static dev.steward.protocol.inference.InferTensorContents.INT_CONTENTS_FIELD_NUMBER;
import static dev.steward.protocol.inference.InferTensorContents.UINT64_CONTENTS_FIELD_NUMBER;
import static dev.steward.protocol.inference.InferTensorContents.UINT_CONTENTS_FIELD_NUMBER;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.steward.core.error.ErrorCode;
import dev.steward.protocol.inference.InferTensorContents;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The values of an input that stand in the field of their datatype.
 *
 * <p>They are counted before memory is taken for them, which is then exactly theirs.
 */
final class TypedContents {

  private final MessageInput input;
  private final ByteString message;
  private final TensorLimits limits;
  private final String field;

  TypedContents(MessageInput input, ByteString message, TensorLimits limits) {
    this.input = input;
    this.message = message;
    this.limits = limits;
    this.field = input.field() + ".contents";
  }

  /** The field of a datatype's values. */
  private static int fieldOf(Datatype datatype) {
    return switch (datatype) {
      case BOOL -> BOOL_CONTENTS_FIELD_NUMBER;
      case INT8, INT16, INT32 -> INT_CONTENTS_FIELD_NUMBER;
      case INT64 -> INT64_CONTENTS_FIELD_NUMBER;
      case UINT8, UINT16, UINT32 -> UINT_CONTENTS_FIELD_NUMBER;
      case UINT64 -> UINT64_CONTENTS_FIELD_NUMBER;
      case FP32 -> FP32_CONTENTS_FIELD_NUMBER;
      case FP64 -> FP64_CONTENTS_FIELD_NUMBER;
      case BYTES -> BYTES_CONTENTS_FIELD_NUMBER;
      case FP16, BF16 -> 0;
    };
  }

  /** How one value of a datatype stands in a message. */
  private static int wireType(Datatype datatype) {
    return switch (datatype) {
      case BOOL, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> Wire.VARINT;
      case FP32 -> Wire.FIXED32;
      case FP64 -> Wire.FIXED64;
      case FP16, BF16, BYTES -> Wire.LENGTH_DELIMITED;
    };
  }

  private static String name(int number) {
    return InferTensorContents.getDescriptor().findFieldByNumber(number).getName();
  }

  Tensor tensor() throws IOException {
    var datatype = input.datatype();
    int own = fieldOf(datatype);
    if (own == 0) {
      throw invalid(
          field, datatype + " has no field in it", "send the values in raw_input_contents");
    }
    long count = count(own);
    if (count != input.shape().elements()) {
      throw invalid(
          field + "." + name(own),
          "%s, shape %s needs %d"
              .formatted(
                  count == 1 ? "1 value" : count + " values",
                  input.shape(),
                  input.shape().elements()),
          "send as many values as the shape says");
    }
    return datatype == Datatype.BYTES
        ? new Tensor.Texts(input.name(), input.shape(), texts(Math.toIntExact(count)))
        : new Tensor.Numbers(
            input.name(), datatype, input.shape(), numbers(Math.toIntExact(count)));
  }

  /** How many values there are; fields of other datatypes must have none. */
  private long count(int own) throws IOException {
    var count = new long[1];
    Wire.fields(
        message,
        (tag, in) -> {
          int number = WireFormat.getTagFieldNumber(tag);
          if (number != own) {
            refuseForeign(number, own);
            return false;
          }
          if (WireFormat.getTagWireType(tag) == Wire.LENGTH_DELIMITED) {
            count[0] += packed(in.readBytes(), number);
            return true;
          }
          if (WireFormat.getTagWireType(tag) == wireType(input.datatype())) {
            count[0]++;
          }
          return false;
        });
    return count[0];
  }

  private void refuseForeign(int number, int own) throws IOException {
    if (number >= BOOL_CONTENTS_FIELD_NUMBER && number <= BYTES_CONTENTS_FIELD_NUMBER) {
      throw invalid(
          field + "." + name(number),
          "its values aren't " + input.datatype(),
          "send them in " + name(own));
    }
  }

  private long packed(ByteString values, int number) throws IOException {
    return switch (input.datatype()) {
      case BYTES -> 1;
      case FP32 -> whole(values, Float.BYTES, number);
      case FP64 -> whole(values, Double.BYTES, number);
      case BOOL, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, FP16, BF16 -> {
        long ends = 0;
        for (var bytes = values.asReadOnlyByteBuffer(); bytes.hasRemaining(); ) {
          ends += bytes.get() >= 0 ? 1 : 0;
        }
        yield ends;
      }
    };
  }

  private long whole(ByteString values, int size, int number) throws IOException {
    if (values.size() % size != 0) {
      throw invalid(
          field + "." + name(number),
          values.size() + " bytes are no whole number of values",
          "send " + size + " bytes for each value");
    }
    return values.size() / size;
  }

  private ByteBuffer numbers(int count) throws IOException {
    var datatype = input.datatype();
    var data = ByteBuffer.allocateDirect(count * datatype.size()).order(ByteOrder.nativeOrder());
    values(in -> {
      // A number whose bytes don't end where they should isn't counted, and yet read.
      if (!data.hasRemaining()) {
        throw cut();
      }
      put(data, in);
    });
    if (data.hasRemaining()) {
      throw cut();
    }
    return data.flip();
  }

  private IOException cut() {
    return invalid(field, "a value is cut", "send what Protocol Buffers write");
  }

  /** Reads one value of the input's field. */
  @FunctionalInterface
  private interface ValueReading {
    void read(CodedInputStream in) throws IOException;
  }

  private void values(ValueReading reading) throws IOException {
    int own = fieldOf(input.datatype());
    int type = wireType(input.datatype());
    Wire.fields(
        message,
        (tag, in) -> {
          if (WireFormat.getTagFieldNumber(tag) != own) {
            return false;
          }
          if (WireFormat.getTagWireType(tag) == type) {
            reading.read(in);
            return true;
          }
          if (WireFormat.getTagWireType(tag) != Wire.LENGTH_DELIMITED) {
            return false;
          }
          var packed = in.readBytes().newCodedInput();
          while (!packed.isAtEnd()) {
            reading.read(packed);
          }
          return true;
        });
  }

  private void put(ByteBuffer data, CodedInputStream in) throws IOException {
    switch (input.datatype()) {
      case BOOL -> data.put((byte) (in.readBool() ? 1 : 0));
      case INT8 -> data.put((byte) within(in.readInt32(), Byte.MIN_VALUE, Byte.MAX_VALUE));
      case INT16 -> data.putShort((short) within(in.readInt32(), Short.MIN_VALUE, Short.MAX_VALUE));
      case INT32 -> data.putInt(in.readInt32());
      case INT64 -> data.putLong(in.readInt64());
      case UINT8 -> data.put((byte) within(Integer.toUnsignedLong(in.readUInt32()), 0, 0xFF));
      case UINT16 ->
          data.putShort((short) within(Integer.toUnsignedLong(in.readUInt32()), 0, 0xFFFF));
      case UINT32 -> data.putInt(in.readUInt32());
      case UINT64 -> data.putLong(in.readUInt64());
      case FP32 -> data.putFloat(in.readFloat());
      case FP64 -> data.putDouble(in.readDouble());
      case FP16, BF16, BYTES -> throw new AssertionError(input.datatype() + " has no numbers here");
    }
  }

  private long within(long number, long least, long most) throws IOException {
    if (number < least || number > most) {
      throw invalid(
          field + "." + name(fieldOf(input.datatype())),
          number + " is no " + input.datatype(),
          "send whole numbers in its range");
    }
    return number;
  }

  private List<String> texts(int count) throws IOException {
    var texts = new ArrayList<String>(count);
    values(in -> texts.add(text(in.readBytes(), texts.size())));
    return texts;
  }

  private String text(ByteString bytes, int index) throws IOException {
    var place = "%s.%s[%d]".formatted(field, name(BYTES_CONTENTS_FIELD_NUMBER), index);
    // A character of Java's is at most three bytes of UTF-8.
    if (bytes.size() > limits.textLength() * 3L) {
      throw tooLong(place, bytes.size() + " bytes");
    }
    if (!bytes.isValidUtf8()) {
      throw invalid(place, "it isn't UTF-8", "send texts in UTF-8");
    }
    var text = bytes.toStringUtf8();
    if (text.length() > limits.textLength()) {
      throw tooLong(place, text.length() + " characters");
    }
    return text;
  }

  private IOException tooLong(String place, String length) {
    return invalid(
        place, "it has " + length, "send texts of at most " + limits.textLength() + " characters");
  }

  private static IOException invalid(String field, String problem, String remedy) {
    return Wire.refused(ErrorCode.INVALID_TENSOR, field, problem, remedy);
  }
}
