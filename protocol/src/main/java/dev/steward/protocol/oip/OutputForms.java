package dev.steward.protocol.oip;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * How the outputs of a request are to be written.
 *
 * @param others of the outputs that {@code named} doesn't name
 * @param named by the outputs' names
 */
public record OutputForms(Form others, Map<String, Form> named) {

  /** All as JSON. */
  public static final OutputForms JSON = new OutputForms(Form.JSON, Map.of());

  /** How values are written. */
  public enum Form {
    /** In the JSON, as {@code data}. */
    JSON,
    /** After the JSON, as bytes. */
    BINARY
  }

  public OutputForms {
    requireNonNull(others, "others");
    named = Map.copyOf(named);
  }

  /** That of an output. */
  public Form of(String output) {
    return named.getOrDefault(output, others);
  }
}
