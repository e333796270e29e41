package dev.steward.protocol.text;

import dev.steward.protocol.json.JsonText;
import java.io.IOException;
import java.io.OutputStream;

/** Writes a {@link ClassifyResponse}. */
public final class ClassifyResponseJson {

  private ClassifyResponseJson() {}

  /** Writes {@code response} to {@code out}, which stays open. */
  public static void write(OutputStream out, ClassifyResponse response) throws IOException {
    JsonText.write(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringField("object", "list");
          json.writeStringField("model", response.model());
          json.writeArrayFieldStart("data");
          for (int i = 0; i < response.classified().size(); i++) {
            var classified = response.classified().get(i);
            json.writeStartObject();
            json.writeNumberField("index", i);
            json.writeStringField("label", classified.label());
            json.writeArrayFieldStart("probs");
            for (float score : classified.scores()) {
              json.writeNumber(score);
            }
            json.writeEndArray();
            json.writeNumberField("num_classes", classified.scores().size());
            if (!classified.top().isEmpty()) {
              json.writeArrayFieldStart("top");
              for (var scored : classified.top()) {
                json.writeStartObject();
                json.writeStringField("label", scored.label());
                json.writeNumberField("score", scored.score());
                json.writeEndObject();
              }
              json.writeEndArray();
            }
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeObjectFieldStart("usage");
          json.writeNumberField("prompt_tokens", response.tokens());
          json.writeNumberField("total_tokens", response.tokens());
          json.writeEndObject();
          json.writeEndObject();
        });
  }
}
