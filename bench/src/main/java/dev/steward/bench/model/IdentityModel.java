package dev.steward.bench.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model that returns its input: FP32 {@code x} of shape [n, 16] to {@code y}. It is written in
 * ONNX's protobuf form, whose field numbers are those of onnx.proto3.
 */
public final class IdentityModel {
  private static final int FP32 = 1;
  private static final int WIDTH = 16;

  private IdentityModel() {}

  /** Writes {@code model.onnx} into {@code folder}, which is made where it isn't there. */
  public static void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("model.onnx"), model().bytes());
  }

  private static Message model() {
    var node = new Message().text(1, "x").text(2, "y").text(4, "Identity");
    var graph =
        new Message()
            .nested(1, node)
            .text(2, "identity16")
            .nested(11, value("x"))
            .nested(12, value("y"));
    return new Message().number(1, 8).nested(7, graph).nested(8, new Message().number(2, 17));
  }

  private static Message value(String name) {
    var shape =
        new Message()
            .nested(1, new Message().text(2, "n"))
            .nested(1, new Message().number(1, WIDTH));
    var tensor = new Message().number(1, FP32).nested(2, shape);
    return new Message().text(1, name).nested(2, new Message().nested(1, tensor));
  }
}
