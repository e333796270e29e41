package dev.steward.core.model;

import dev.steward.core.check.Checked;
import java.util.regex.Pattern;

/**
 * SHA-256 of a model: of a file's bytes; of a folder, of its canonical list, which has one line
 * {@code sha256 size path} a file (two spaces between, a line feed after each), sorted by path.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) {

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  public Digest {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException("not 64 lower-case hexadecimal digits: " + hex);
    }
  }

  /** Reads {@code sha256:HEX}, which stands in {@code field}. */
  public static Checked<Digest> parse(String field, String text) {
    var prefix = "sha256:";
    if (!text.startsWith(prefix) || !HEX.matcher(text.substring(prefix.length())).matches()) {
      return Checked.invalid(
          field,
          "\"" + text + "\" is no digest",
          "use sha256: and 64 lower-case hexadecimal digits");
    }
    return Checked.valid(new Digest(text.substring(prefix.length())));
  }

  /** As it stands in resources: {@code sha256:HEX}. */
  public String text() {
    return "sha256:" + hex;
  }
}
