package dev.steward.core.task;

/** How the items' answers become the task's: S = Σ f(xᵢ), with the sum as one of its kinds. */
public enum Aggregate {
  /** One after the other in input order; of texts, also as one text. */
  CONCAT("Concat"),
  /** The sum, place by place. */
  SUM("Sum"),
  /** The mean, place by place. */
  MEAN("Mean"),
  /** The greatest, place by place. */
  MAX("Max"),
  /** What most answers say: the text, the class, or the place of the greatest number. */
  VOTE("Vote"),
  /** Nothing beyond the items' own answers. */
  NONE("None");

  private final String text;

  Aggregate(String text) {
    this.text = text;
  }

  /** As it stands in resources: {@code Concat}. */
  public String text() {
    return text;
  }
}
