package dev.steward.runtime.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes safetensors files, right ones and others. */
public final class SafetensorsWriting {

  private final List<String> entries = new ArrayList<>();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  /** A tensor with its bytes. */
  public SafetensorsWriting tensor(String name, String type, List<Long> shape, byte[] bytes) {
    int begin = data.size();
    data.writeBytes(bytes);
    return entry(name, type, shape.toString(), "[%d,%d]".formatted(begin, data.size()));
  }

  /** A tensor that claims anything. */
  public SafetensorsWriting entry(String name, String type, String shape, String offsets) {
    entries.add(
        "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}"
            .formatted(name, type, shape, offsets));
    return this;
  }

  /** Bytes after the header. */
  public SafetensorsWriting bytes(int count) {
    data.writeBytes(new byte[count]);
    return this;
  }

  /** A tensor of floats of 32 bits. */
  public SafetensorsWriting floats(String name, List<Long> shape, float[] values) {
    var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return tensor(name, "F32", shape, bytes.array());
  }

  /** The same with the upper 16 bits of each alone. */
  public SafetensorsWriting halves(String name, List<Long> shape, float[] values) {
    var bytes = ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putShort((short) (Float.floatToIntBits(value) >> 16));
    }
    return tensor(name, "BF16", shape, bytes.array());
  }

  /** The whole file. */
  public byte[] bytes() {
    var header =
        ("{\"__metadata__\":{\"format\":\"pt\"}," + String.join(",", entries) + "}")
            .getBytes(StandardCharsets.UTF_8);
    return file(header.length, header, data.toByteArray());
  }

  /** A file with any header. */
  public static byte[] file(long length, byte[] header, byte[] data) {
    return ByteBuffer.allocate(Long.BYTES + header.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(header)
        .put(data)
        .array();
  }

  /** The whole file, written. */
  public Path write(Path file) {
    try {
      return Files.write(file, bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
