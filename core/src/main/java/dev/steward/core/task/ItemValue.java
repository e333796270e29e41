package dev.steward.core.task;

import java.util.List;

/** An item's answer, as far as it can be aggregated. */
public sealed interface ItemValue {

  /** A text, of an image for example. */
  record Text(String text) implements ItemValue {}

  /**
   * The class of something.
   *
   * @param label what it is called
   * @param scores of all classes, in their order
   */
  record Classed(String label, List<Double> scores) implements ItemValue {
    public Classed {
      scores = List.copyOf(scores);
    }
  }

  /** Numbers in a row: a vector, or a tensor's data. */
  record Numbers(List<Double> values) implements ItemValue {
    public Numbers {
      values = List.copyOf(values);
    }
  }

  /**
   * An answer with no single value.
   *
   * @param why for the task's owner
   */
  record Several(String why) implements ItemValue {}
}
