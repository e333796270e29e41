package dev.steward.sinks.to;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.steward.ledger.record.RecordFacts;
import dev.steward.sinks.Batch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A batch as lines of JSON, a record each: {@code origin} and {@code index}, which name it for
 * good, then its facts. Example: {@code
 * {"origin":"example.com/gateway-0","index":17,"kind":"start",…}}.
 */
final class JsonLines {

  static final String TYPE = "application/x-ndjson";

  private static final JsonFactory JSON = new JsonFactory();

  private JsonLines() {}

  static byte[] of(Batch batch) {
    var bytes = new ByteArrayOutputStream();
    for (var found : batch.records()) {
      try (var json = JSON.createGenerator(bytes)) {
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.writeStartObject();
        json.writeStringField("origin", batch.origin());
        json.writeNumberField("index", found.index());
        for (var fact : RecordFacts.of(found.record()).entrySet()) {
          write(json, fact);
        }
        json.writeEndObject();
        json.writeRaw('\n');
      } catch (IOException e) {
        throw new UncheckedIOException("bytes in memory can't fail", e);
      }
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, Map.Entry<String, Object> fact) throws IOException {
    if (fact.getValue() instanceof Number number) {
      json.writeNumberField(fact.getKey(), number.longValue());
    } else {
      json.writeStringField(fact.getKey(), fact.getValue().toString());
    }
  }
}
