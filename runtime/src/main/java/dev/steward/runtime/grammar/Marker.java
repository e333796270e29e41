package dev.steward.runtime.grammar;

import java.nio.charset.StandardCharsets;

/** Bytes that are looked for in others as these come (Knuth, Morris and Pratt's algorithm). */
final class Marker {

  private final byte[] bytes;
  private final int[] fallback;

  Marker(String text) {
    bytes = text.getBytes(StandardCharsets.UTF_8);
    fallback = new int[bytes.length];
    int matched = 0;
    for (int i = 1; i < bytes.length; i++) {
      while (matched > 0 && bytes[i] != bytes[matched]) {
        matched = fallback[matched - 1];
      }
      if (bytes[i] == bytes[matched]) {
        matched++;
      }
      fallback[i] = matched;
    }
  }

  /** How many of its bytes have come once {@code next} follows on {@code matched} of them. */
  int after(int matched, int next) {
    int at = matched;
    while (at > 0 && (bytes[at] & 0xFF) != next) {
      at = fallback[at - 1];
    }
    return (bytes[at] & 0xFF) == next ? at + 1 : at;
  }

  /** How many bytes it has. */
  int length() {
    return bytes.length;
  }
}
