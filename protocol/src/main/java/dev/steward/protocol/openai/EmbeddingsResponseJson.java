package dev.steward.protocol.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.steward.protocol.json.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** Writes an {@link EmbeddingsResponse}. */
public final class EmbeddingsResponseJson {

  private EmbeddingsResponseJson() {}

  /** Writes {@code response} to {@code out}, which stays open. */
  public static void write(OutputStream out, EmbeddingsResponse response) throws IOException {
    JsonText.write(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringField("object", "list");
          json.writeArrayFieldStart("data");
          for (int i = 0; i < response.vectors().size(); i++) {
            json.writeStartObject();
            json.writeStringField("object", "embedding");
            json.writeNumberField("index", i);
            json.writeFieldName("embedding");
            vector(json, response.vectors().get(i), response.encoding());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeStringField("model", response.model());
          json.writeObjectFieldStart("usage");
          json.writeNumberField("prompt_tokens", response.tokens());
          json.writeNumberField("total_tokens", response.tokens());
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private static void vector(
      JsonGenerator json, float[] vector, EmbeddingsRequest.Encoding encoding) throws IOException {
    switch (encoding) {
      case FLOAT -> {
        json.writeStartArray();
        for (float number : vector) {
          json.writeNumber(number);
        }
        json.writeEndArray();
      }
      case BASE64 -> {
        var bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        json.writeString(Base64.getEncoder().encodeToString(bytes.array()));
      }
    }
  }
}
