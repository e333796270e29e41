package dev.steward.runtime.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of image that are read, by how their first bytes look. */
public enum ImageFormat {
  PNG("png", "\u0089PNG\r\n\u001a\n", 0),
  JPEG("jpeg", "\u00ff\u00d8\u00ff", 0),
  GIF("gif", "GIF8", 0),
  BMP("bmp", "BM", 0),
  /** Read whole, never by every second pixel. */
  WEBP("webp", "WEBP", 8);

  private final String reader;
  private final String magic;
  private final int at;

  ImageFormat(String reader, String magic, int at) {
    this.reader = reader;
    this.magic = magic;
    this.at = at;
  }

  /** The name by which Image I/O knows it. */
  String reader() {
    return reader;
  }

  /** The format of an image that begins with these bytes. */
  static Optional<ImageFormat> of(byte[] bytes) {
    return Arrays.stream(values()).filter(format -> format.begins(bytes)).findFirst();
  }

  private boolean begins(byte[] bytes) {
    return bytes.length >= at + magic.length()
        && magic.equals(new String(bytes, at, magic.length(), StandardCharsets.ISO_8859_1));
  }

  /** All of them, for messages. */
  static String names() {
    return Arrays.stream(values()).map(ImageFormat::name).collect(Collectors.joining(", "));
  }
}
