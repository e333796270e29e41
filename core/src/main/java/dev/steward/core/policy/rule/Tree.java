package dev.steward.core.policy.rule;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object of the API as a tree of fields. */
public sealed interface Tree {

  /** No such field, or null. */
  record Absent() implements Tree {}

  /** Text. */
  record Text(String value) implements Tree {}

  /** True or false. */
  record Truth(boolean value) implements Tree {}

  /** A number, which no rule looks into; equal numbers are equal trees. */
  record Amount(BigDecimal value) implements Tree {}

  /** A list. */
  record Items(List<Tree> values) implements Tree {
    public Items {
      values = List.copyOf(values);
    }
  }

  /** An object or a map. */
  record Fields(Map<String, Tree> values) implements Tree {
    public Fields {
      values = Map.copyOf(values);
    }
  }

  /** No such thing. */
  static Tree absent() {
    return new Absent();
  }

  /**
   * Of maps, lists, texts, numbers and truths, as libraries for JSON and YAML make them; other
   * values are taken by their text.
   */
  static Tree of(@Nullable Object value) {
    return switch (value) {
      case null -> new Absent();
      case Tree tree -> tree;
      case Boolean truth -> new Truth(truth);
      case java.lang.Number number ->
          new Amount(new BigDecimal(number.toString()).stripTrailingZeros());
      case List<?> items -> new Items(items.stream().map(Tree::of).toList());
      case Map<?, ?> fields -> {
        var values = new LinkedHashMap<String, Tree>();
        fields.forEach((name, field) -> values.put(String.valueOf(name), of(field)));
        values.values().removeIf(Absent.class::isInstance);
        yield new Fields(values);
      }
      default -> new Text(value.toString());
    };
  }

  /** The field of that name. */
  default Tree get(String name) {
    return this instanceof Fields(var values)
        ? values.getOrDefault(name, new Absent())
        : new Absent();
  }

  /** Its text, empty where it has none. */
  default String text() {
    return this instanceof Text(var value) ? value : "";
  }
}
