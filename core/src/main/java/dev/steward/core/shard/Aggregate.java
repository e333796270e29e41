package dev.steward.core.shard;

/**
 * What becomes of the rows that a batch was answered with. With f the model and x₁ … xₙ the rows of
 * the batch:
 */
public enum Aggregate {
  /** All of them, in the order of the batch: f(x₁), …, f(xₙ). */
  CONCAT("Concat"),
  /** One row, at each place the sum of all rows: S = Σ f(xᵢ). */
  SUM("Sum"),
  /** One row, at each place the mean of all rows: S / n. */
  MEAN("Mean"),
  /** One row, at each place the greatest value of all rows. */
  MAX("Max"),
  /** One row, at each place the value that most rows have; of equals the one that came first. */
  VOTE("Vote");

  private final String text;

  Aggregate(String text) {
    this.text = text;
  }

  /** As it stands in resources: {@code Concat}. */
  public String text() {
    return text;
  }
}
