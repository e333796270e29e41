package dev.steward.api.v1alpha1;

/** A text as a JSON string (RFC 8259, section 7). */
final class JsonString {

  private JsonString() {}

  static String of(String text) {
    var json = new StringBuilder("\"");
    text.chars()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            json.append('\\').append((char) c);
          } else if (c < 0x20) {
            json.append("\\u%04x".formatted(c));
          } else {
            json.append((char) c);
          }
        });
    return json.append('"').toString();
  }
}
