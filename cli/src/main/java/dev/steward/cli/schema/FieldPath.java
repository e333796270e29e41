package dev.steward.cli.schema;

/**
 * Where a field stands in an object, as messages name it: {@code spec.model.uri}.
 *
 * @param text empty for the object itself
 */
record FieldPath(String text) {

  static final FieldPath ROOT = new FieldPath("");

  FieldPath field(String name) {
    return new FieldPath(text.isEmpty() ? name : text + "." + name);
  }

  FieldPath item(int index) {
    return new FieldPath(text + "[" + index + "]");
  }

  /** As a message names it; the object itself has no path. */
  String shown() {
    return text.isEmpty() ? "object" : text;
  }
}
