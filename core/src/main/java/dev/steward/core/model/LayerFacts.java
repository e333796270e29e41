package dev.steward.core.model;

import static java.util.Objects.requireNonNull;

import dev.steward.core.measure.Bytes;
import dev.steward.core.measure.Work;

/**
 * One layer: a part of a model that is cut no further.
 *
 * @param work of one row, estimated
 * @param weights that the layer uses; what several layers share counts in each
 * @param crossing what goes on from it to the next layer for one row; of the last one, the answer
 */
public record LayerFacts(Work work, Bytes weights, Bytes crossing) {

  public LayerFacts {
    requireNonNull(work, "work");
    requireNonNull(weights, "weights");
    requireNonNull(crossing, "crossing");
  }
}
