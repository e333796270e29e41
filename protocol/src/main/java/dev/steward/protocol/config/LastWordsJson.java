package dev.steward.protocol.config;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LastWords;
import dev.steward.core.error.Outcome;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.JsonText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@link LastWords} as JSON: {@code {"code": "digest_mismatch", "message": "…"}}, the termination
 * message of a runtime's container.
 */
public final class LastWordsJson {

  private static final int MAX_TEXT = 4096;

  private LastWordsJson() {}

  /** The words as JSON, in at most the 4096 bytes that Kubernetes keeps. */
  public static String write(LastWords words) {
    var json = write(words.code(), words.message());
    var message = words.message();
    while (json.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT) {
      message = message.substring(0, message.length() * 3 / 4);
      json = write(words.code(), message + "…");
    }
    return json;
  }

  private static String write(ErrorCode code, String message) {
    return JsonText.text(json -> {
      json.writeStartObject();
      json.writeStringField("code", code.code());
      json.writeStringField("message", message);
      json.writeEndObject();
    });
  }

  /** The last words, if {@code text} is some: a container may also end with other text, or none. */
  public static Optional<LastWords> read(String text) {
    if (text.length() > MAX_TEXT) {
      return Optional.empty();
    }
    var body = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    try {
      return switch (JsonReader.document(body, LastWordsJson::read)) {
        case Outcome.Done<Optional<LastWords>>(var words) -> words;
        case Outcome.Refused<Optional<LastWords>> refused -> Optional.empty();
      };
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static Optional<LastWords> read(JsonReader json) throws IOException {
    var read = new Fields();
    json.object(name -> {
      switch (name) {
        case "code" -> read.code = json.string(64);
        case "message" -> read.message = json.string(MAX_TEXT);
        default -> json.skip();
      }
    });
    var message = read.message;
    if (message == null) {
      return Optional.empty();
    }
    for (var code : ErrorCode.values()) {
      if (code.code().equals(read.code)) {
        return Optional.of(new LastWords(code, message));
      }
    }
    return Optional.empty();
  }

  /** What was read so far. */
  private static final class Fields {
    @Nullable String code;
    @Nullable String message;
  }
}
