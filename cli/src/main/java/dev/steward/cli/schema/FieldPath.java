package dev.steward.cli.schema;

import java.util.regex.Pattern;

/**
 * Where a field stands in an object, as messages name it: {@code spec.model.uri}.
 *
 * @param text empty for the object itself
 */
record FieldPath(String text) {

  static final FieldPath ROOT = new FieldPath("");

  private static final Pattern INDEX = Pattern.compile("\\[[0-9]+]");

  FieldPath field(String name) {
    return new FieldPath(text.isEmpty() ? name : text + "." + name);
  }

  FieldPath item(int index) {
    return new FieldPath(text + "[" + index + "]");
  }

  /** Whether this is that field or one below it, whichever item of a list is meant. */
  boolean isBelow(String field) {
    return (INDEX.matcher(text).replaceAll("") + ".").startsWith(field + ".");
  }

  /** As a message names it; the object itself has no path. */
  String shown() {
    return text.isEmpty() ? "object" : text;
  }
}
