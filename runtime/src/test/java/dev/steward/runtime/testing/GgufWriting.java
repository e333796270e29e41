package dev.steward.runtime.testing;

import dev.steward.runtime.gguf.BlockFormat;
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

/** Writes GGUF files, right or wrong. */
public final class GgufWriting {

  private static final int ALIGNMENT = 32;

  private final ByteArrayOutputStream pairs = new ByteArrayOutputStream();
  private final ByteArrayOutputStream infos = new ByteArrayOutputStream();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private int version = 3;
  private long pairCount;
  private long tensorCount;

  /** Little-endian numbers. */
  public static byte[] little(int bytes, long value) {
    var buffer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
    return java.util.Arrays.copyOf(buffer.array(), bytes);
  }

  /** A text with its length before it. */
  public static byte[] text(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    return join(List.of(little(8, bytes.length), bytes));
  }

  /** One after the other. */
  public static byte[] join(List<byte[]> parts) {
    var out = new ByteArrayOutputStream();
    parts.forEach(out::writeBytes);
    return out.toByteArray();
  }

  /** Another version than 3. */
  public GgufWriting version(int other) {
    version = other;
    return this;
  }

  /** A key with a value of any type, as it stands in the file. */
  public GgufWriting raw(String key, int type, byte[] value) {
    pairs.writeBytes(text(key));
    pairs.writeBytes(little(4, type));
    pairs.writeBytes(value);
    pairCount++;
    return this;
  }

  /** A text. */
  public GgufWriting put(String key, String value) {
    return raw(key, 8, text(value));
  }

  /** A whole number. */
  public GgufWriting put(String key, int value) {
    return raw(key, 4, little(4, value));
  }

  /** A floating-point number. */
  public GgufWriting put(String key, float value) {
    return raw(key, 6, little(4, Float.floatToIntBits(value)));
  }

  /** Texts. */
  public GgufWriting texts(String key, List<String> values) {
    var parts = new ArrayList<byte[]>();
    parts.add(little(4, 8));
    parts.add(little(8, values.size()));
    values.forEach(value -> parts.add(text(value)));
    return raw(key, 9, join(parts));
  }

  /** Whole numbers. */
  public GgufWriting wholes(String key, List<Integer> values) {
    var parts = new ArrayList<byte[]>();
    parts.add(little(4, 5));
    parts.add(little(8, values.size()));
    values.forEach(value -> parts.add(little(4, value)));
    return raw(key, 9, join(parts));
  }

  /** A tensor with its blocks. */
  public GgufWriting tensor(String name, BlockFormat format, List<Long> lengths, byte[] blocks) {
    return tensor(name, number(format), lengths, data.size(), blocks);
  }

  /** A tensor of any format that claims to lie anywhere. */
  public GgufWriting tensor(
      String name, int format, List<Long> lengths, long offset, byte[] blocks) {
    infos.writeBytes(text(name));
    infos.writeBytes(little(4, lengths.size()));
    lengths.forEach(length -> infos.writeBytes(little(8, length)));
    infos.writeBytes(little(4, format));
    infos.writeBytes(little(8, offset));
    data.writeBytes(blocks);
    data.writeBytes(padding(data.size()));
    tensorCount++;
    return this;
  }

  /** A tensor of floats. */
  public GgufWriting floats(String name, List<Long> lengths, float[] values) {
    var buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return tensor(name, BlockFormat.F32, lengths, buffer.array());
  }

  private static int number(BlockFormat format) {
    return switch (format) {
      case F32 -> 0;
      case F16 -> 1;
      case Q4_0 -> 2;
      case Q4_1 -> 3;
      case Q8_0 -> 8;
      case Q4_K -> 12;
      case Q6_K -> 14;
      case BF16 -> 30;
    };
  }

  private static byte[] padding(int size) {
    return new byte[(ALIGNMENT - size % ALIGNMENT) % ALIGNMENT];
  }

  /** The whole file. */
  public byte[] bytes() {
    var head =
        join(
            List.of(
                "GGUF".getBytes(StandardCharsets.US_ASCII),
                little(4, version),
                little(8, tensorCount),
                little(8, pairCount),
                pairs.toByteArray(),
                infos.toByteArray()));
    return join(List.of(head, padding(head.length), data.toByteArray()));
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
