package dev.steward.protocol.text;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.core.error.ErrorCode;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.openai.EmbeddingsLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a field that is a text or several. */
final class SentTexts {

  private SentTexts() {}

  /**
   * Reads the value that the reader stands on.
   *
   * @return at least one, none of them empty
   */
  static List<String> read(JsonReader json, EmbeddingsLimits limits) throws IOException {
    if (json.token() == JsonToken.VALUE_STRING) {
      return List.of(text(json, limits));
    }
    if (json.token() != JsonToken.START_ARRAY) {
      throw json.refused("found " + json.found(), "send a text, or an array of texts");
    }
    var texts = new ArrayList<String>();
    json.array(() -> {
      if (texts.size() == limits.inputs()) {
        throw json.refused(
            ErrorCode.REQUEST_TOO_LARGE,
            "more than " + limits.inputs() + " texts",
            "send at most " + limits.inputs() + " at a time");
      }
      texts.add(text(json, limits));
    });
    if (texts.isEmpty()) {
      throw json.refused("it is empty", "send at least one text");
    }
    return texts;
  }

  private static String text(JsonReader json, EmbeddingsLimits limits) throws IOException {
    var text = json.string(limits.characters());
    if (text.isEmpty()) {
      throw json.refused("the text is empty", "send at least one character");
    }
    return text;
  }
}
