package dev.steward.core.policy;

import dev.steward.core.check.Checked;
import java.util.Optional;

/**
 * One entry of an allow-list: a name as it stands, or with {@code *} at its end all names that
 * begin so.
 *
 * <p>Before the {@code *} stands {@code /}, {@code :} or {@code @}, so that {@code pvc://models/*}
 * can't be written in a way that takes {@code pvc://models-of-others/x}, too.
 *
 * @param text such as {@code pvc://models/*} or {@code registry.example/serving/runtime:1.4}
 */
public record NamePattern(String text) {

  /** The longest entry taken. */
  public static final int MAX_LENGTH = 256;

  /** What an entry looks like, as a regular expression of RE2's syntax. */
  public static final String SYNTAX = "^[!-)+-~]+([/:@][*])?$";

  public NamePattern {
    if (text.length() > MAX_LENGTH || !text.matches(SYNTAX)) {
      throw new IllegalArgumentException("no pattern: " + text);
    }
  }

  /** Reads the entry that stands in {@code field}. */
  public static Checked<NamePattern> parse(String field, String text) {
    return text.length() > MAX_LENGTH || !text.matches(SYNTAX)
        ? Checked.invalid(
            field,
            "\"%s\" is no entry of an allow-list".formatted(text),
            "write one name, or its beginning up to /, : or @ and then *")
        : Checked.valid(new NamePattern(text));
  }

  /** Whether it allows this name. */
  public boolean allows(String name) {
    return isPrefix() ? name.startsWith(prefix()) : name.equals(text);
  }

  /** Whether it allows all that {@code other} allows. */
  public boolean covers(NamePattern other) {
    return other.isPrefix()
        ? isPrefix() && other.prefix().startsWith(prefix())
        : allows(other.text);
  }

  /** What both allow, which is the narrower one, or nothing. */
  Optional<NamePattern> meet(NamePattern other) {
    if (covers(other)) {
      return Optional.of(other);
    }
    return other.covers(this) ? Optional.of(this) : Optional.empty();
  }

  private boolean isPrefix() {
    return text.endsWith("*");
  }

  private String prefix() {
    return text.substring(0, text.length() - 1);
  }
}
