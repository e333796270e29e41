package dev.steward.bench.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model that adds a number of its own: FP32 {@code x} of shape [n, 1] to {@code y}, so that an
 * answer says which model gave it. Field numbers are those of onnx.proto3.
 */
public final class AddingModel {
  private static final int FP32 = 1;

  private AddingModel() {}

  /** Writes {@code model.onnx} into {@code folder}, which is made where it isn't there. */
  public static void write(Path folder, float number) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("model.onnx"), model(number).bytes());
  }

  private static Message model(float number) {
    var value = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    var weight =
        new Message()
            .number(1, 1)
            .number(2, FP32)
            .text(8, "c")
            .raw(9, value.putFloat(number).array());
    var node = new Message().text(1, "x").text(1, "c").text(2, "y").text(4, "Add");
    var graph =
        new Message()
            .nested(1, node)
            .text(2, "adding")
            .nested(5, weight)
            .nested(11, value("x"))
            .nested(12, value("y"));
    return new Message().number(1, 8).nested(7, graph).nested(8, new Message().number(2, 17));
  }

  private static Message value(String name) {
    var shape =
        new Message().nested(1, new Message().text(2, "n")).nested(1, new Message().number(1, 1));
    var tensor = new Message().number(1, FP32).nested(2, shape);
    return new Message().text(1, name).nested(2, new Message().nested(1, tensor));
  }
}
