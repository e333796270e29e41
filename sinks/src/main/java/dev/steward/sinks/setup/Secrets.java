package dev.steward.sinks.setup;

import dev.steward.core.check.Checked;
import dev.steward.store.s3.S3Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The secrets of a sink, a file each, as a mounted Secret has them. */
final class Secrets {

  private static final int LEAST_KEY = 24;
  private static final int MOST_KEY = 64;
  private static final int MOST_BYTES = 16 << 10;
  private static final String PREFIX = "whsec_";

  private final String sink;
  private final Optional<Path> folder;

  Secrets(SinkSettings settings) {
    this(settings.name(), settings.secrets());
  }

  /**
   * Secrets of something else.
   *
   * @param folder with a file for each
   */
  Secrets(String sink, Optional<Path> folder) {
    this.sink = sink;
    this.folder = folder;
  }

  /** The key of a webhook. */
  Checked<byte[]> key() throws IOException {
    var text = read("key").orElse("").strip();
    try {
      if (text.startsWith(PREFIX)) {
        var key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
        if (key.length >= LEAST_KEY && key.length <= MOST_KEY) {
          return Checked.valid(key);
        }
      }
    } catch (IllegalArgumentException e) {
      // Told below, without it.
    }
    return Checked.invalid(
        "key of sink " + sink,
        "it is missing, or no key of a webhook",
        "write whsec_ and 24 to 64 random bytes in base 64 into the file key of its secrets");
  }

  /** What a collector asks for. */
  Checked<Map<String, String>> headers() throws IOException {
    var headers = new HashMap<String, String>();
    for (var line : read("headers").orElse("").lines().filter(one -> !one.isBlank()).toList()) {
      var colon = line.indexOf(':');
      if (colon < 1 || !line.substring(0, colon).matches("[A-Za-z0-9-]{1,64}")) {
        return Checked.invalid(
            "headers of sink " + sink, "a line is no header", "write a line Name: value for each");
      }
      headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    return Checked.valid(headers);
  }

  /** Who asks an object store, and which. */
  Checked<S3Settings> store() throws IOException {
    var variables = new HashMap<String, String>();
    for (var variable : S3Settings.Variable.values()) {
      read(variable.name()).ifPresent(value -> variables.put(variable.name(), value.strip()));
    }
    try {
      return Checked.valid(S3Settings.of(variables));
    } catch (IllegalArgumentException e) {
      return Checked.invalid(
          "AWS_ENDPOINT_URL of " + sink,
          "it is no URL",
          "write https://HOST or http://HOST:PORT into that file of its secrets");
    }
  }

  private Optional<String> read(String name) throws IOException {
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    var file = folder.get().resolve(name);
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException(file + " is larger than any secret");
      }
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
