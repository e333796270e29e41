package dev.steward.protocol.openai;

import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.JsonValue;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads {@code response_format}. */
final class FormatReading {

  private static final int MAX_NAME = 256;

  private final JsonReader json;
  private @Nullable String type;
  private @Nullable JsonValue schema;

  FormatReading(JsonReader json) {
    this.json = json;
  }

  AnswerForm read() throws IOException {
    json.object(name -> {
      switch (name) {
        case "type" -> type = type();
        case "json_schema" -> schema();
        default -> throw json.unknown("type, json_schema");
      }
    });
    if (type == null) {
      throw json.missing("type", "use text, json_object or json_schema");
    }
    if (type.equals("json_schema")) {
      if (schema == null) {
        throw json.missing("json_schema", "send {\"name\": …, \"schema\": …}");
      }
      return new AnswerForm.Schema(schema);
    }
    return type.equals("json_object") ? new AnswerForm.AnyObject() : new AnswerForm.Words();
  }

  private String type() throws IOException {
    var found = json.string(MAX_NAME);
    return switch (found) {
      case "text", "json_object", "json_schema" -> found;
      default ->
          throw json.refused("found " + json.found(), "use text, json_object or json_schema");
    };
  }

  /** Whether it is strict or not, the answer meets it. */
  private void schema() throws IOException {
    json.object(name -> {
      switch (name) {
        case "name", "description" -> json.string(JsonReader.MAX_STRING);
        case "schema" -> schema = JsonValue.read(json);
        case "strict" -> json.skip();
        default -> throw json.unknown("name, description, schema, strict");
      }
    });
    if (schema == null) {
      throw json.missing("schema", "send a JSON Schema");
    }
  }
}
