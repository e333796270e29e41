package dev.steward.core.model;

import static java.util.Objects.requireNonNull;

import dev.steward.core.measure.Bytes;
import dev.steward.core.measure.Work;
import java.util.List;

/**
 * What a model's file says about its size and its structure: enough to plan with, and so bounded
 * that it fits in a pod's termination message and a status.
 *
 * @param nodes operations of its graph
 * @param weights how many tensors of weights it has
 * @param weightBytes of all of them, each counted once
 * @param inputs the first {@value #MAX_TENSORS}
 * @param outputs the first {@value #MAX_TENSORS}
 * @param layers in the order in which they are computed; 1 to {@value #MAX_LAYERS}
 */
public record ModelFacts(
    int nodes,
    int weights,
    Bytes weightBytes,
    List<TensorFacts> inputs,
    List<TensorFacts> outputs,
    List<LayerFacts> layers) {

  /** A model of more layers has neighbouring ones joined. */
  public static final int MAX_LAYERS = 64;

  /** Further inputs and outputs aren't told. */
  public static final int MAX_TENSORS = 8;

  public ModelFacts {
    requireNonNull(weightBytes, "weightBytes");
    inputs = inputs.stream().limit(MAX_TENSORS).toList();
    outputs = outputs.stream().limit(MAX_TENSORS).toList();
    layers = List.copyOf(layers);
    if (layers.isEmpty() || layers.size() > MAX_LAYERS) {
      throw new IllegalArgumentException("1 to " + MAX_LAYERS + " layers, not " + layers.size());
    }
    if (nodes < 1 || weights < 0) {
      throw new IllegalArgumentException("a model has at least one node");
    }
  }

  /** Of all layers, for one row. */
  public Work work() {
    return layers.stream().map(LayerFacts::work).reduce(Work.NONE, Work::plus);
  }
}
