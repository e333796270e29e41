package dev.steward.core.task;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Which InferenceTask: the uid that the API server gave it. Unlike its name it is never given again
 * and says nothing of anybody, so it may stand in records.
 */
public record TaskUid(UUID value) {

  /** As Kubernetes writes it; {@link UUID#fromString} takes much else. */
  private static final Pattern SYNTAX =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /** The uid of a text; empty for any other text. */
  public static Optional<TaskUid> parse(String text) {
    return SYNTAX.matcher(text).matches()
        ? Optional.of(new TaskUid(UUID.fromString(text)))
        : Optional.empty();
  }

  /** The uid in an object of the API server's. */
  public static TaskUid of(String uid) {
    return parse(uid)
        .orElseThrow(() -> new IllegalArgumentException("\"%s\" is no uid".formatted(uid)));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
