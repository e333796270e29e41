package dev.steward.operator.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The first hexadecimal digits of a SHA-256 over named values, to be part of a name. The order of
 * the values counts.
 */
final class ShortHash {

  private static final int LENGTH = 8;

  private final StringBuilder canonical = new StringBuilder();

  /** The length makes two fields unlike one field whose value holds a line feed. */
  void add(String field, String value) {
    canonical
        .append(field)
        .append(' ')
        .append(value.length())
        .append(' ')
        .append(value)
        .append('\n');
  }

  /** Of what was added so far. */
  String text() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var bytes = digest.digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes).substring(0, LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
