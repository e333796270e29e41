package dev.steward.store;

import dev.steward.core.error.LoadException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The credentials of places that models come from: the files of a folder, as Kubernetes mounts a
 * Secret's keys. They are read whenever they are asked for, so that a Secret that was mended is
 * used by the next attempt; nothing here ever prints one.
 */
final class Secret {

  private static final long MAX_BYTES = 1 << 20;

  private final Optional<Path> folder;

  /**
   * @param folder empty: there are no credentials
   */
  Secret(Optional<Path> folder) {
    this.folder = folder;
  }

  /** Whether there should be one. */
  boolean isNamed() {
    return folder.isPresent();
  }

  /**
   * The value of a key, without white space around it.
   *
   * @throws LoadException when it is there and can't be read
   */
  Optional<String> value(String key) throws LoadException {
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    var file = folder.get().resolve(key);
    try {
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      if (Files.size(file) > MAX_BYTES) {
        throw Failed.secret(
            "its key %s has more than %d bytes".formatted(key, MAX_BYTES), "store a credential");
      }
      return Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip())
          .filter(text -> !text.isEmpty());
    } catch (IOException e) {
      throw Failed.secret(
          "its key %s is no readable text".formatted(key), "store the credential as plain text");
    }
  }

  /** The values of those keys that are there. */
  Map<String, String> values(Iterable<String> keys) throws LoadException {
    var values = new HashMap<String, String>();
    for (var key : keys) {
      value(key).ifPresent(value -> values.put(key, value));
    }
    return values;
  }

  /**
   * The value of a key that a header is made of.
   *
   * @throws LoadException when it holds what no header may
   */
  Optional<String> token(String key) throws LoadException {
    var token = value(key);
    if (token.isPresent() && !token.get().chars().allMatch(c -> c > ' ' && c < 127)) {
      throw Failed.secret(
          "its key %s holds more than one word of plain letters".formatted(key),
          "store the token alone");
    }
    return token;
  }
}
