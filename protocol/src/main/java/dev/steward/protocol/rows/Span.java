package dev.steward.protocol.rows;

/**
 * A place in a body.
 *
 * @param from its first byte
 * @param to behind its last
 */
record Span(int from, int to) {

  Span {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("from %d to %d".formatted(from, to));
    }
  }

  boolean isEmpty() {
    return from == to;
  }

  /** The same without white space at its ends, and without a comma at its end. */
  Span trimmed(byte[] body) {
    var first = from;
    var end = to;
    while (first < end && isSpace(body[first])) {
      first++;
    }
    while (first < end && (isSpace(body[end - 1]) || body[end - 1] == ',')) {
      end--;
    }
    return new Span(first, end);
  }

  private static boolean isSpace(byte character) {
    return character == ' ' || character == '\n' || character == '\r' || character == '\t';
  }
}
