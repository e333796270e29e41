package dev.steward.runtime.http;

import java.util.Locale;

/** What kind of body a route reads, by its content type; one without a content type is believed. */
enum Accepted {
  JSON("application/json"),
  /** What kind of image it is, its bytes say. */
  IMAGES("image/png, image/jpeg or another image");

  private final String right;

  Accepted(String right) {
    this.right = right;
  }

  /** For messages. */
  String right() {
    return right;
  }

  boolean takes(String contentType) {
    var type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return switch (this) {
      case JSON -> type.equals("application/json");
      case IMAGES -> type.startsWith("image/") || type.equals("application/octet-stream");
    };
  }
}
