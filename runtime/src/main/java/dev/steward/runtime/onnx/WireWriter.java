package dev.steward.runtime.onnx;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes messages of Protocol Buffers to memory. */
final class WireWriter {

  private WireWriter() {}

  /** Writes fields. */
  interface Writing {
    void write(CodedOutputStream out) throws IOException;
  }

  /** A message of those fields. */
  static byte[] message(Writing writing) {
    var bytes = new ByteArrayOutputStream();
    try {
      var out = CodedOutputStream.newInstance(bytes);
      writing.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /** Fields of a tensor whose values lie at {@code values} of the file {@code location}. */
  static void externalValues(CodedOutputStream out, String location, Slice values)
      throws IOException {
    out.writeByteArray(Fields.TENSOR_EXTERNAL_DATA, entry("location", location));
    out.writeByteArray(
        Fields.TENSOR_EXTERNAL_DATA, entry("offset", String.valueOf(values.offset())));
    out.writeByteArray(
        Fields.TENSOR_EXTERNAL_DATA, entry("length", String.valueOf(values.length())));
    out.writeInt32(Fields.TENSOR_DATA_LOCATION, Fields.EXTERNAL);
  }

  private static byte[] entry(String key, String value) {
    return message(out -> {
      out.writeString(Fields.ENTRY_KEY, key);
      out.writeString(Fields.ENTRY_VALUE, value);
    });
  }
}
