package dev.steward.protocol.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.steward.protocol.json.JsonText;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Writes the models that a server has. */
public final class ModelsJson {

  private ModelsJson() {}

  /**
   * One model of a list.
   *
   * @param created since when it is served
   */
  public record Model(String id, Instant created) {}

  /** The body of {@code GET /v1/models}. */
  public static byte[] list(List<Model> models) {
    return JsonText.bytes(json -> {
      json.writeStartObject();
      json.writeStringField("object", "list");
      json.writeArrayFieldStart("data");
      for (var model : models) {
        write(json, model);
      }
      json.writeEndArray();
      json.writeEndObject();
    });
  }

  /** The body of {@code GET /v1/models/MODEL}. */
  public static byte[] one(Model model) {
    return JsonText.bytes(json -> write(json, model));
  }

  private static void write(JsonGenerator json, Model model) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", model.id());
    json.writeStringField("object", "model");
    json.writeNumberField("created", model.created().getEpochSecond());
    json.writeStringField("owned_by", "steward");
    json.writeEndObject();
  }
}
