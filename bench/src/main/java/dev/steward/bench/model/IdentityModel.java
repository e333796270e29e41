package dev.steward.bench.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    Files.write(folder.resolve("model.onnx"), model().bytes.toByteArray());
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

  /** A protobuf message under construction; all its numbers are below 128. */
  private static final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Message number(int field, int value) {
      bytes.write(field << 3);
      bytes.write(value);
      return this;
    }

    Message text(int field, String value) {
      return delimited(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message nested(int field, Message value) {
      return delimited(field, value.bytes.toByteArray());
    }

    private Message delimited(int field, byte[] value) {
      if (value.length > 127) {
        throw new IllegalArgumentException("a length above 127 needs a longer varint");
      }
      bytes.write(field << 3 | 2);
      bytes.write(value.length);
      bytes.writeBytes(value);
      return this;
    }
  }
}
