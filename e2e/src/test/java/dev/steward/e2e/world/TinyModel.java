package dev.steward.e2e.world;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A model in ONNX that multiplies two floats by a factor, by which its answer is told from every
 * other's: {@code x} FP32[-1,2] to {@code y} FP32[-1,2]. Field numbers are those of {@code
 * onnx.proto}.
 */
public final class TinyModel {

  private static final int FLOAT = 1;
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;

  private final float factor;
  private final byte[] bytes;

  private TinyModel(float factor, byte[] bytes) {
    this.factor = factor;
    this.bytes = bytes;
  }

  /** One that is some hundred bytes large. */
  public static TinyModel times(float factor) {
    return times(factor, 0);
  }

  /** One with a description of so many bytes. */
  public static TinyModel times(float factor, int described) {
    try {
      var opset = message(out -> out.writeInt64(2, OPSET));
      var model =
          message(out -> {
            out.writeInt64(1, IR_VERSION);
            out.writeString(6, "-".repeat(described));
            out.writeByteArray(7, graph(factor));
            out.writeByteArray(8, opset);
          });
      return new TinyModel(factor, model);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] graph(float factor) throws IOException {
    var node =
        message(out -> {
          out.writeString(1, "x");
          out.writeString(1, "factor");
          out.writeString(2, "y");
          out.writeString(4, "Mul");
        });
    var constant =
        message(out -> {
          out.writeInt64(1, 1);
          out.writeInt32(2, FLOAT);
          out.writeFloat(4, factor);
          out.writeString(8, "factor");
        });
    return message(out -> {
      out.writeByteArray(1, node);
      out.writeString(2, "times");
      out.writeByteArray(5, constant);
      out.writeByteArray(11, value("x"));
      out.writeByteArray(12, value("y"));
    });
  }

  private static byte[] value(String name) throws IOException {
    var open = message(out -> out.writeString(2, "n"));
    var two = message(out -> out.writeInt64(1, 2));
    var shape =
        message(out -> {
          out.writeByteArray(1, open);
          out.writeByteArray(1, two);
        });
    var tensor =
        message(out -> {
          out.writeInt32(1, FLOAT);
          out.writeByteArray(2, shape);
        });
    var type = message(out -> out.writeByteArray(1, tensor));
    return message(out -> {
      out.writeString(1, name);
      out.writeByteArray(2, type);
    });
  }

  /** What writes a message's fields. */
  private interface Fields {
    void to(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Fields fields) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = CodedOutputStream.newInstance(bytes);
    fields.to(out);
    out.flush();
    return bytes.toByteArray();
  }

  /** The file's bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** {@code sha256:HEX} of its bytes. */
  public String digest() {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes it as {@code model.onnx} into a new folder. */
  public Path in(Path folder) {
    try {
      var _ = Files.write(Files.createDirectories(folder).resolve("model.onnx"), bytes);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a service at that address, which calls the model {@code tiny}, answers as it does. */
  public boolean answersAt(String url) {
    var answer =
        Http.post(
            url + "/v2/models/tiny/infer",
            """
            {"inputs": [{"name": "x", "datatype": "FP32", "shape": [1, 2], "data": [1, 2]}]}
            """);
    var data = answer.body().at("/outputs/0/data");
    return answer.status() == 200
        && data.size() == 2
        && data.get(0).floatValue() == factor
        && data.get(1).floatValue() == 2 * factor;
  }
}
