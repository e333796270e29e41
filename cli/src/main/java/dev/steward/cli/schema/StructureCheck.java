package dev.steward.cli.schema;

import dev.steward.cli.document.Finding;
import dev.steward.cli.document.Position;
import dev.steward.cli.document.Value;
import dev.steward.core.check.Violation;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Compares a value with a structural schema: fields, types and bounds.
 *
 * <p>Like {@code kubectl apply} with its strict validation, it takes no unknown field. Null counts
 * as absent, as the API server prunes it.
 */
final class StructureCheck {

  private final List<Finding> findings = new ArrayList<>();

  private StructureCheck() {}

  /** What is wrong with the value, in the order of the file. */
  static List<Finding> check(Value value, JSONSchemaProps schema) {
    var check = new StructureCheck();
    check.value(value, schema, FieldPath.ROOT);
    return List.copyOf(check.findings);
  }

  private void value(Value value, JSONSchemaProps schema, FieldPath path) {
    if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
      intOrString(value, schema, path);
      return;
    }
    if (schema.getType() == null) {
      return;
    }
    switch (schema.getType()) {
      case "object" -> object(value, schema, path);
      case "array" -> array(value, schema, path);
      case "string" -> {
        if (value instanceof Value.Text text) {
          report(ScalarRules.text(text.text(), schema), value, path);
        } else {
          wrongType(value, path, "a text; put it in quotes if it is one");
        }
      }
      case "integer" -> {
        if (value instanceof Value.Numeric number && number.isWhole()) {
          report(ScalarRules.number(number.number(), schema), value, path);
        } else {
          wrongType(value, path, "a whole number");
        }
      }
      case "number" -> {
        if (value instanceof Value.Numeric number) {
          report(ScalarRules.number(number.number(), schema), value, path);
        } else {
          wrongType(value, path, "a number");
        }
      }
      case "boolean" -> {
        if (!(value instanceof Value.Truth)) {
          wrongType(value, path, "true or false");
        }
      }
      default ->
          throw new IllegalStateException(
              "the schema has the type " + schema.getType() + " at " + path.text());
    }
  }

  private void intOrString(Value value, JSONSchemaProps schema, FieldPath path) {
    switch (value) {
      case Value.Text text -> report(ScalarRules.text(text.text(), schema), value, path);
      case Value.Numeric number when number.isWhole() ->
          report(ScalarRules.number(number.number(), schema), value, path);
      case Value.Numeric _, Value.Truth _, Value.Listing _, Value.Mapping _, Value.Nothing _ ->
          wrongType(value, path, "a whole number or a text");
    }
  }

  private void object(Value value, JSONSchemaProps schema, FieldPath path) {
    if (!(value instanceof Value.Mapping mapping)) {
      wrongType(value, path, "fields, one a line, indented below");
      return;
    }
    var known = Optional.ofNullable(schema.getProperties()).orElse(Map.of());
    mapping
        .fields()
        .forEach((name, field) -> {
          var property = known.get(name);
          if (property != null) {
            child(field, property, path.field(name));
          } else {
            further(name, field, schema, path);
          }
        });
    for (var name : Optional.ofNullable(schema.getRequired()).orElse(List.of())) {
      if (mapping.get(name).isEmpty()) {
        add(
            mapping.at(),
            path.field(name),
            "is missing",
            missing(Optional.ofNullable(known.get(name))));
      }
    }
    size(
        mapping.fields().size(), schema.getMinProperties(), schema.getMaxProperties(), value, path);
  }

  private void child(Value.Field field, JSONSchemaProps schema, FieldPath path) {
    if (!(field.value() instanceof Value.Nothing)) {
      value(field.value(), schema, path);
    }
  }

  /** A field that the schema doesn't list by name. */
  private void further(String name, Value.Field field, JSONSchemaProps schema, FieldPath path) {
    var any = schema.getAdditionalProperties();
    if (any != null && any.getSchema() != null) {
      value(field.value(), any.getSchema(), path.field(name));
      return;
    }
    if (Boolean.TRUE.equals(schema.getXKubernetesPreserveUnknownFields()) || any != null) {
      return;
    }
    var known = Optional.ofNullable(schema.getProperties()).orElse(Map.of()).keySet();
    add(
        field.nameAt(),
        path.field(name),
        "no such field",
        Spelling.nearest(name, known)
            .map(near -> "did you mean " + near + "?")
            .orElseGet(() -> "the fields here are " + String.join(", ", known)));
  }

  private void array(Value value, JSONSchemaProps schema, FieldPath path) {
    if (!(value instanceof Value.Listing listing)) {
      wrongType(value, path, "a list, each item on a line after \"- \"");
      return;
    }
    size(listing.items().size(), schema.getMinItems(), schema.getMaxItems(), value, path);
    var index = 0;
    for (var item : listing.items()) {
      value(item, schema.getItems().getSchema(), path.item(index++));
    }
    switch (Objects.requireNonNullElse(schema.getXKubernetesListType(), "atomic")) {
      case "set" -> distinct(listing, Wording::identity, path);
      case "map" ->
          distinct(
              listing, item -> Wording.identity(item, schema.getXKubernetesListMapKeys()), path);
      default -> {}
    }
  }

  /** No two items of a set, and no two entries of a map written as a list, may be the same. */
  private void distinct(Value.Listing listing, Function<Value, String> identity, FieldPath path) {
    var first = new HashMap<String, Value>();
    var index = 0;
    for (var item : listing.items()) {
      var same = first.putIfAbsent(identity.apply(item), item);
      if (same != null) {
        add(
            item.at(),
            path.item(index),
            "stands in line %d already".formatted(same.at().line()),
            "remove one of them");
      }
      index++;
    }
  }

  private void size(int size, Long least, Long most, Value value, FieldPath path) {
    report(ScalarRules.count(size, least, most, "entries"), value, path);
  }

  private static String missing(Optional<JSONSchemaProps> schema) {
    return schema
        .flatMap(field -> Optional.ofNullable(field.getDescription()))
        .map(description -> "add it: " + firstSentence(description))
        .orElse("add it");
  }

  private static String firstSentence(String text) {
    var line = text.lines().findFirst().orElse("");
    var end = line.indexOf(". ");
    var sentence = end < 0 ? line : line.substring(0, end);
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  private void wrongType(Value value, FieldPath path, String wanted) {
    add(value.at(), path, "is " + Wording.of(value), "write " + wanted);
  }

  private void report(Optional<ScalarRules.Broken> broken, Value value, FieldPath path) {
    broken.ifPresent(rule -> add(value.at(), path, rule.problem(), rule.remedy()));
  }

  private void add(Position at, FieldPath path, String problem, String remedy) {
    findings.add(new Finding(at, new Violation(path.shown(), problem, remedy)));
  }
}
