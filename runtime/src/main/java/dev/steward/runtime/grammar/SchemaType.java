package dev.steward.runtime.grammar;

import dev.steward.protocol.json.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The types of JSON Schema, each with the keywords that say more about its values. */
enum SchemaType {
  NULL(""),
  BOOLEAN(""),
  INTEGER("minimum maximum exclusiveMinimum exclusiveMaximum"),
  NUMBER(""),
  STRING("minLength maxLength pattern format"),
  ARRAY("items minItems maxItems"),
  OBJECT("properties required additionalProperties");

  private final String keywords;

  SchemaType(String keywords) {
    this.keywords = keywords;
  }

  List<String> keywords() {
    return keywords.isEmpty() ? List.of() : List.of(keywords.split(" ", -1));
  }

  static Optional<SchemaType> of(String name) {
    for (var type : values()) {
      if (type.name().toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Whether a value is of this type. */
  boolean has(JsonValue value) {
    return switch (value) {
      case JsonValue.Members _ -> this == OBJECT;
      case JsonValue.Elements _ -> this == ARRAY;
      case JsonValue.Text _ -> this == STRING;
      case JsonValue.Numeric(var literal) ->
          this == NUMBER || (this == INTEGER && literal.matches("-?[0-9]+"));
      case JsonValue.Truth _ -> this == BOOLEAN;
      case JsonValue.Null _ -> this == NULL;
    };
  }
}
