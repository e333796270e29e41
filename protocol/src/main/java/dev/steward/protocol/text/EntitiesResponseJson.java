package dev.steward.protocol.text;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.steward.protocol.json.JsonText;
import dev.steward.protocol.text.EntitiesResponse.Entity;
import dev.steward.protocol.text.EntitiesResponse.Reading;
import java.io.IOException;
import java.io.OutputStream;

/** Writes an {@link EntitiesResponse}, entities as Hugging Face's pipeline has them. */
public final class EntitiesResponseJson {

  private EntitiesResponseJson() {}

  /** Writes {@code response} to {@code out}, which stays open. */
  public static void write(OutputStream out, EntitiesResponse response) throws IOException {
    var label =
        switch (response.aggregation()) {
          case NONE -> "entity";
          case SIMPLE -> "entity_group";
        };
    JsonText.write(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringField("object", "list");
          json.writeStringField("model", response.model());
          json.writeArrayFieldStart("data");
          for (int i = 0; i < response.texts().size(); i++) {
            var text = response.texts().get(i);
            json.writeStartObject();
            json.writeNumberField("index", i);
            json.writeArrayFieldStart("entities");
            for (var entity : text.entities()) {
              write(json, label, entity);
            }
            json.writeEndArray();
            json.writeBooleanField("truncated", text.reading() == Reading.CUT);
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

  private static void write(JsonGenerator json, String label, Entity entity) throws IOException {
    json.writeStartObject();
    json.writeStringField(label, entity.label());
    json.writeNumberField("score", entity.score());
    json.writeStringField("word", entity.word());
    json.writeNumberField("start", entity.start());
    json.writeNumberField("end", entity.end());
    json.writeEndObject();
  }
}
