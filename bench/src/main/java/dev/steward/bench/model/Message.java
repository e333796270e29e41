package dev.steward.bench.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A protobuf message under construction, of fields whose numbers and values aren't negative. */
public final class Message {
  private static final int DELIMITED = 2;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Adds a number. */
  public Message number(int field, int value) {
    varint(field << 3);
    varint(value);
    return this;
  }

  /** Adds a text. */
  public Message text(int field, String value) {
    return raw(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a message. */
  public Message nested(int field, Message value) {
    return raw(field, value.bytes());
  }

  /** Adds bytes. */
  public Message raw(int field, byte[] value) {
    varint((field << 3) | DELIMITED);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  private void varint(int value) {
    int left = value;
    for (; left > 0x7F; left >>>= 7) {
      bytes.write((left & 0x7F) | 0x80);
    }
    bytes.write(left);
  }

  /** Its bytes so far. */
  public byte[] bytes() {
    return bytes.toByteArray();
  }
}
