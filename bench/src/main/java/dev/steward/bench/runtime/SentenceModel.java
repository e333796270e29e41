package dev.steward.bench.runtime;

import dev.steward.bench.model.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
    // type 20 (INT 2, INTS 7). The axes stand one by one.
    var axes = new Message().text(1, "axes").number(8, 1).number(20, 7);
    var keep = new Message().text(1, "keepdims").number(3, 0).number(20, 2);
    var mean =
        new Message()
            .text(1, "last_hidden_state")
            .text(2, OUTPUT)
            .text(4, "ReduceMean")
            .nested(5, axes)
            .nested(5, keep);
    // ValueInfoProto: name 1, type 2; its shape is inferred.
    var type = new Message().nested(1, new Message().number(1, 1));
    var output = new Message().text(1, OUTPUT).nested(2, type);
    var graph = new Message().nested(1, mean).nested(12, output);
    bytes.writeBytes(new Message().nested(7, graph).bytes());
    Files.write(folder.resolve("model.onnx"), bytes.toByteArray());
  }
}
