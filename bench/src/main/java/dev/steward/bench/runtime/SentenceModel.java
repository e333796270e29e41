package dev.steward.bench.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A BERT that gives one vector for each row besides those of its tokens: what a client of an
 * embedding model wants, and little enough that the answer's size isn't what is measured.
 *
 * <p>Protobuf messages that follow each other are one message with the fields of both, so that a
 * graph grows by a node and an output that are written behind it.
 */
final class SentenceModel {

  /** The name of the output: FP32[n, width]. */
  static final String OUTPUT = "sentence";

  private SentenceModel() {}

  /** Writes {@code model.onnx} into {@code folder}, made of the one in {@code original}. */
  static void write(Path original, Path folder) throws IOException {
    Files.createDirectories(folder);
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(Files.readAllBytes(original.resolve("model.onnx")));
    // NodeProto: input 1, output 2, op_type 4, attribute 5; AttributeProto: name 1, i 3, ints 8,
    // type 20 (INT 2, INTS 7).
    var axes = join(text(1, "axes"), number(8, 1), number(20, 7));
    var keep = join(text(1, "keepdims"), number(3, 0), number(20, 2));
    var mean =
        join(
            text(1, "last_hidden_state"),
            text(2, OUTPUT),
            text(4, "ReduceMean"),
            delimited(5, axes),
            delimited(5, keep));
    // ValueInfoProto: name 1, type 2; its shape is inferred.
    var output = join(text(1, OUTPUT), delimited(2, delimited(1, number(1, 1))));
    bytes.writeBytes(delimited(7, join(delimited(1, mean), delimited(12, output))));
    Files.write(folder.resolve("model.onnx"), bytes.toByteArray());
  }

  private static byte[] join(byte[]... parts) {
    var bytes = new ByteArrayOutputStream();
    for (var part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  private static byte[] number(int field, int value) {
    return join(varint(field << 3), varint(value));
  }

  private static byte[] text(int field, String value) {
    return delimited(field, value.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] delimited(int field, byte[] value) {
    return join(varint(field << 3 | 2), varint(value.length), value);
  }

  private static byte[] varint(int value) {
    var bytes = new ByteArrayOutputStream();
    int left = value;
    for (; left > 0x7F; left >>>= 7) {
      bytes.write((left & 0x7F) | 0x80);
    }
    bytes.write(left);
    return bytes.toByteArray();
  }
}
