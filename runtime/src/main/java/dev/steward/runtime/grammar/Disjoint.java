package dev.steward.runtime.grammar;

import dev.steward.protocol.json.JsonValue;
import dev.steward.protocol.json.JsonValue.Members;
import dev.steward.protocol.json.RefusedException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a value can meet two of several schemas, of which it must meet one alone: they are of
 * different types, or objects that a required member with other values in each tells apart.
 */
final class Disjoint {

  private Disjoint() {}

  static void check(List<JsonValue> schemas, String at) throws RefusedException {
    for (int i = 0; i < schemas.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (!apart(schemas.get(i), schemas.get(j))) {
          throw Schemas.refused(
              at,
              "a value could meet schemas %d and %d".formatted(j, i),
              "use anyOf, other types, or objects with a required member of other const or enum");
        }
      }
    }
  }

  private static boolean apart(JsonValue one, JsonValue other) throws RefusedException {
    if (!(one instanceof Members(var first)) || !(other instanceof Members(var second))) {
      return false;
    }
    var ofFirst = values(first);
    var ofSecond = values(second);
    if (ofFirst.isPresent() && ofSecond.isPresent()) {
      return ofFirst.get().stream().noneMatch(ofSecond.get()::contains);
    }
    var types = types(first);
    var others = types(second);
    if (!types.isEmpty() && !others.isEmpty() && types.stream().noneMatch(others::contains)) {
      return true;
    }
    return types.equals(Set.of(SchemaType.OBJECT))
        && others.equals(types)
        && toldApart(new Schemas(first, ""), new Schemas(second, ""));
  }

  private static boolean toldApart(Schemas first, Schemas second) throws RefusedException {
    for (var name : first.names("required")) {
      if (second.names("required").contains(name)
          && first.members("properties").get(name) instanceof Members(var one)
          && second.members("properties").get(name) instanceof Members(var other)) {
        var values = values(one);
        var others = values(other);
        if (values.isPresent()
            && others.isPresent()
            && values.get().stream().noneMatch(others.get()::contains)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The values that a schema lists. */
  private static Optional<Set<JsonValue>> values(Map<String, JsonValue> schema) {
    var single = schema.get("const");
    if (single != null) {
      return Optional.of(Set.of(single));
    }
    return schema.get("enum") instanceof JsonValue.Elements(var values)
        ? Optional.of(new HashSet<>(values))
        : Optional.empty();
  }

  /** The types of a schema's values; a whole number is a number. */
  private static Set<SchemaType> types(Map<String, JsonValue> schema) throws RefusedException {
    var types = new HashSet<>(new Schemas(schema, "").types());
    if (types.remove(SchemaType.INTEGER)) {
      types.add(SchemaType.NUMBER);
    }
    return types;
  }
}
