package dev.steward.runtime.http;

import java.util.Locale;

/** What kind of body a route reads, by its content type; one without a content type is believed. */
enum Accepted {
  JSON("application/json"),
  /** Bytes, if a header says where JSON among them ends. */
  TENSORS("application/json, or application/octet-stream with values after the JSON"),
  /** What kind of image it is, its bytes say. */
  IMAGES("image/png, image/jpeg or another image");

  /** Bytes of no kind that could be told. */
  static final String BYTES_TYPE = "application/octet-stream";

  private static final String JSON_TYPE = "application/json";

  private final String right;

  Accepted(String right) {
    this.right = right;
  }

  /** For messages. */
  String right() {
    return right;
  }

  /** A content type without its parameters. */
  static String bare(String contentType) {
    return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  boolean takes(String contentType) {
    var type = bare(contentType);
    return switch (this) {
      case JSON -> type.equals(JSON_TYPE);
      case TENSORS -> type.equals(JSON_TYPE) || type.equals(BYTES_TYPE);
      case IMAGES -> type.startsWith("image/") || type.equals(BYTES_TYPE);
    };
  }
}
