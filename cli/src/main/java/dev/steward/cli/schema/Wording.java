package dev.steward.cli.schema;

import dev.steward.cli.document.Value;

/** How messages name a value. */
final class Wording {

  private static final int MAX_SHOWN = 80;

  private Wording() {}

  static String of(Value value) {
    return switch (value) {
      case Value.Text(var _, var text) -> "the text " + quoted(text);
      case Value.Numeric(var _, var number) -> "the number " + number.toPlainString();
      case Value.Truth(var _, var truth) -> "the truth value " + truth;
      case Value.Listing _ -> "a list";
      case Value.Mapping _ -> "a group of fields";
      case Value.Nothing _ -> "empty";
    };
  }

  /** The text in quotes, cut where it is long. */
  static String quoted(String text) {
    return "\"" + (text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…") + "\"";
  }
}
