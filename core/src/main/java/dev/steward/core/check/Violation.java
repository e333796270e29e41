package dev.steward.core.check;

import static java.util.Objects.requireNonNull;

/**
 * One thing that is wrong with an input, in the three parts every message of Steward has.
 *
 * <p>Example: {@code new Violation("spec.model.uri", "\"pvc://\" names no claim", "write
 * pvc://CLAIM/PATH")}.
 *
 * @param field path of the field as its writer knows it, such as {@code spec.model.uri}
 * @param problem what is wrong, with the offending value where that is short
 * @param remedy what would be right
 */
public record Violation(String field, String problem, String remedy) {

  public Violation {
    requireNonNull(field, "field");
    requireNonNull(problem, "problem");
    requireNonNull(remedy, "remedy");
  }

  /** The three parts as one line: {@code field: problem; remedy}. */
  public String message() {
    return field + ": " + problem + "; " + remedy;
  }
}
