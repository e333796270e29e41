package dev.steward.protocol.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.RefusedException;
import java.io.IOException;

/**
 * Fields of a message of Protocol Buffers, found where they lie. A part of a message is a view of
 * its bytes, not a copy.
 */
final class Wire {

  /** A field whose value has a length before it: a text, bytes, a message, packed numbers. */
  static final int LENGTH_DELIMITED = WireFormat.WIRETYPE_LENGTH_DELIMITED;

  static final int VARINT = WireFormat.WIRETYPE_VARINT;
  static final int FIXED32 = WireFormat.WIRETYPE_FIXED32;
  static final int FIXED64 = WireFormat.WIRETYPE_FIXED64;

  /** Tags have the wire type in so many bits. */
  static final int TYPE_BITS = 3;

  private Wire() {}

  /** Takes one field. */
  @FunctionalInterface
  interface FieldReading {
    /**
     * Reads the value of a field from {@code in}, or returns false, and it is passed over.
     *
     * @param tag number and wire type
     */
    boolean read(int tag, CodedInputStream in) throws IOException;
  }

  /**
   * Goes through the fields of a message.
   *
   * @throws InvalidProtocolBufferException if it is none
   */
  static void fields(ByteString message, FieldReading reading) throws IOException {
    var in = message.newCodedInput();
    in.enableAliasing(true);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (!reading.read(tag, in)) {
        in.skipField(tag);
      }
    }
  }

  /** The tag of a text, bytes or a message. */
  static int delimited(int field) {
    return field << TYPE_BITS | LENGTH_DELIMITED;
  }

  /**
   * A text.
   *
   * @param longest bytes of UTF-8
   */
  static String text(CodedInputStream in, String field, int longest) throws IOException {
    var bytes = in.readBytes();
    if (bytes.size() > longest) {
      throw invalid(
          field, "it has " + bytes.size() + " bytes", "send at most " + longest + " bytes");
    }
    if (!bytes.isValidUtf8()) {
      throw invalid(field, "it isn't UTF-8", "send texts in UTF-8");
    }
    return bytes.toStringUtf8();
  }

  static RefusedException invalid(String field, String problem, String remedy) {
    return refused(ErrorCode.INVALID_REQUEST, field, problem, remedy);
  }

  static RefusedException refused(ErrorCode code, String field, String problem, String remedy) {
    return new RefusedException(Refusal.of(code, new Violation(field, problem, remedy)));
  }

  /** What a message is told that can't be read at all. */
  static Refusal unreadable(InvalidProtocolBufferException e) {
    return Refusal.of(
        ErrorCode.INVALID_REQUEST,
        new Violation(
            "request",
            "it isn't a message of this method (" + e.getMessage() + ")",
            "send what open_inference.proto says"));
  }
}
