package dev.steward.protocol.ocr;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.steward.protocol.json.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Writes an {@link OcrResponse}; scores to four places, corners to a tenth of a pixel. */
public final class OcrResponseJson {

  private static final int SCORE_PLACES = 4;
  private static final int CORNER_PLACES = 1;

  private OcrResponseJson() {}

  /** Writes {@code response} to {@code out}, which stays open. */
  public static void write(OutputStream out, OcrResponse response) throws IOException {
    JsonText.write(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringField("model", response.model());
          json.writeNumberField("width", response.width());
          json.writeNumberField("height", response.height());
          json.writeArrayFieldStart("lines");
          for (var line : response.lines()) {
            write(json, line);
          }
          json.writeEndArray();
          json.writeStringField("text", response.text());
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, OcrResponse.Line line) throws IOException {
    json.writeStartObject();
    json.writeStringField("text", line.text());
    json.writeFieldName("score");
    write(json, line.score(), SCORE_PLACES);
    json.writeArrayFieldStart("box");
    for (var corner : line.box()) {
      json.writeStartArray();
      write(json, corner.x(), CORNER_PLACES);
      write(json, corner.y(), CORNER_PLACES);
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, double number, int places) throws IOException {
    json.writeNumber(BigDecimal.valueOf(number).setScale(places, RoundingMode.HALF_UP));
  }
}
