package dev.steward.cli.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.cli.document.Parsed;
import dev.steward.cli.document.Value;
import dev.steward.cli.document.YamlReader;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An object as the API server would store it: nulls pruned, the schema's defaults filled in.
 *
 * <p>The result is plain Java: maps, lists, {@link String}, {@link Boolean}, {@link Long} for whole
 * numbers and {@link Double} for others.
 */
final class Defaults {

  private Defaults() {}

  /** The fields of a value that passed {@link StructureCheck}, with defaults. */
  static Map<String, Object> fill(Value.Mapping mapping, JSONSchemaProps schema) {
    var known = Optional.ofNullable(schema.getProperties()).orElse(Map.of());
    var further = Optional.ofNullable(schema.getAdditionalProperties());
    var filled = new LinkedHashMap<String, Object>();
    mapping
        .fields()
        .forEach((name, field) -> {
          if (!(field.value() instanceof Value.Nothing)) {
            var property =
                Optional.ofNullable(known.get(name))
                    .or(() -> further.flatMap(any -> Optional.ofNullable(any.getSchema())))
                    .orElseGet(JSONSchemaProps::new);
            filled.put(name, plain(field.value(), property));
          }
        });
    known.forEach((name, property) -> {
      if (!filled.containsKey(name) && property.getDefault() != null) {
        filled.put(name, preset(property.getDefault(), property));
      }
    });
    return filled;
  }

  private static Object plain(Value value, JSONSchemaProps schema) {
    return switch (value) {
      case Value.Mapping mapping -> fill(mapping, schema);
      case Value.Listing(var _, var items) -> {
        var item =
            schema.getItems() == null ? new JSONSchemaProps() : schema.getItems().getSchema();
        yield items.stream()
            .filter(each -> !(each instanceof Value.Nothing))
            .map(each -> plain(each, item))
            .toList();
      }
      case Value.Text(var _, var text) -> text;
      case Value.Truth(var _, var truth) -> truth;
      case Value.Numeric number when number.isWhole() && !"number".equals(schema.getType()) ->
          number.number().longValueExact();
      case Value.Numeric(var _, var number) -> number.doubleValue();
      case Value.Nothing _ -> throw new IllegalArgumentException("null is pruned by its parent");
    };
  }

  /** A default is written as JSON, which is YAML too; its own fields may have defaults again. */
  private static Object preset(JsonNode json, JSONSchemaProps schema) {
    return switch (YamlReader.read(json.toString())) {
      case Parsed.Documents(var documents) -> plain(documents.getFirst(), schema);
      case Parsed.Broken(var finding) ->
          throw new IllegalStateException("the schema has a broken default: " + finding);
    };
  }
}
