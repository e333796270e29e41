package dev.steward.protocol.text;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Classes that a request brings itself, for a model that tells whether a text entails a statement.
 *
 * @param labels at least one
 * @param template a statement with {@value #PLACE} where a label is put
 * @param choice whether one class excludes the others
 */
public record Candidates(List<String> labels, String template, Choice choice) {

  /** Where a label is put. */
  public static final String PLACE = "{}";

  /** Where a request doesn't bring a template: that of Hugging Face's pipeline. */
  public static final String TEMPLATE = "This example is {}.";

  public Candidates {
    labels = List.copyOf(labels);
    requireNonNull(choice, "choice");
    if (labels.isEmpty() || !template.contains(PLACE)) {
      throw new IllegalArgumentException(labels + " in " + template);
    }
  }

  /** How many classes a text may be of. */
  public enum Choice {
    /** One: the scores add up to 1. */
    ONE,
    /** Any number: each score is between 0 and 1 by itself. */
    ANY
  }

  /** The statement that a text is of a class. */
  public String statement(String label) {
    return template.replace(PLACE, label);
  }
}
