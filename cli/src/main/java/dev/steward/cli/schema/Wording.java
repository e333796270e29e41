package dev.steward.cli.schema;

import dev.steward.cli.document.Value;
import java.math.BigDecimal;
import java.util.List;

/** How messages name a value. */
final class Wording {

  private static final int MAX_SHOWN = 80;

  private Wording() {}

  static String of(Value value) {
    return switch (value) {
      case Value.Text(var _, var text) -> "the text " + quoted(text);
      case Value.Numeric(var _, var number) -> "the number " + shown(number);
      case Value.Truth(var _, var truth) -> "the truth value " + truth;
      case Value.Listing _ -> "a list";
      case Value.Mapping _ -> "a group of fields";
      case Value.Nothing _ -> "empty";
    };
  }

  /** Equal for equal values, wherever they stand. */
  static String identity(Value value) {
    return switch (value) {
      case Value.Text(var _, var text) -> "\"" + text + "\"";
      case Value.Numeric(var _, var number) -> number.stripTrailingZeros().toPlainString();
      case Value.Truth(var _, var truth) -> String.valueOf(truth);
      case Value.Listing(var _, var items) ->
          items.stream().map(Wording::identity).toList().toString();
      case Value.Mapping(var _, var fields) ->
          identity(value, fields.keySet().stream().sorted().toList());
      case Value.Nothing _ -> "null";
    };
  }

  /** Equal for values with equal fields of these names. */
  static String identity(Value value, List<String> names) {
    return value instanceof Value.Mapping mapping
        ? names.stream()
            .map(name -> name + ":" + mapping.get(name).map(Wording::identity).orElse(""))
            .toList()
            .toString()
        : identity(value);
  }

  /** The number as it is usually written, or by its power of ten where that would be long. */
  static String shown(BigDecimal number) {
    var digits = number.precision() + Math.abs((long) number.scale());
    return digits <= MAX_SHOWN ? number.toPlainString() : number.toString();
  }

  /** The text in quotes, cut where it is long. */
  static String quoted(String text) {
    return "\"" + (text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…") + "\"";
  }
}
