package dev.steward.protocol.oip;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * How the outputs of a request are to be written.
 *
 * @param others of the outputs that {@code named} doesn't name
 * @param named by the outputs' names
 * @param classes by the outputs' names, of those that are to be given as the classes with the
 *     highest values instead of all values: how many, at least 1. The format is Triton Inference
 *     Server's <a
 *     href="https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_classification.md">classification
 *     extension</a>.
 */
public record OutputForms(Form others, Map<String, Form> named, Map<String, Integer> classes) {

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
    classes = Map.copyOf(classes);
    if (classes.values().stream().anyMatch(count -> count < 1)) {
      throw new IllegalArgumentException("an output has at least one class: " + classes);
    }
  }

  /** Outputs with all their values. */
  public OutputForms(Form others, Map<String, Form> named) {
    this(others, named, Map.of());
  }

  /** That of an output. */
  public Form of(String output) {
    return named.getOrDefault(output, others);
  }
}
