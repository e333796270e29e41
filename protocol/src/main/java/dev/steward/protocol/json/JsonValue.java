package dev.steward.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON value of which only its reader knows what it means, such as a schema. */
public sealed interface JsonValue {

  /** An object; in the order in which its members stood. */
  record Members(Map<String, JsonValue> members) implements JsonValue {
    public Members {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
  }

  /** An array. */
  record Elements(List<JsonValue> elements) implements JsonValue {
    public Elements {
      elements = List.copyOf(elements);
    }
  }

  /** A string. */
  record Text(String text) implements JsonValue {}

  /** A number, as it stood. */
  record Numeric(String literal) implements JsonValue {}

  /** True or false. */
  record Truth(boolean value) implements JsonValue {}

  /** Null. */
  record Null() implements JsonValue {}

  /** Reads the value that the reader stands on; nested no deeper than it lets. */
  static JsonValue read(JsonReader json) throws IOException {
    return switch (json.token()) {
      case START_OBJECT -> {
        var members = new LinkedHashMap<String, JsonValue>();
        json.object(name -> members.put(name, read(json)));
        yield new Members(members);
      }
      case START_ARRAY -> {
        var elements = new ArrayList<JsonValue>();
        json.array(() -> elements.add(read(json)));
        yield new Elements(elements);
      }
      case VALUE_STRING -> new Text(json.string(JsonReader.MAX_STRING));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeric(json.parser().getText());
      case VALUE_TRUE, VALUE_FALSE -> new Truth(json.token() == JsonToken.VALUE_TRUE);
      case VALUE_NULL, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          new Null();
    };
  }

  /** Writes it. */
  default void write(JsonGenerator json) throws IOException {
    switch (this) {
      case Members(var members) -> {
        json.writeStartObject();
        for (var member : members.entrySet()) {
          json.writeFieldName(member.getKey());
          member.getValue().write(json);
        }
        json.writeEndObject();
      }
      case Elements(var elements) -> {
        json.writeStartArray();
        for (var element : elements) {
          element.write(json);
        }
        json.writeEndArray();
      }
      case Text(var text) -> json.writeString(text);
      case Numeric(var literal) -> json.writeNumber(literal);
      case Truth(var value) -> json.writeBoolean(value);
      case Null() -> json.writeNull();
    }
  }

  /** Its text, without spaces. */
  default String json() {
    return JsonText.text(this::write);
  }
}
