package dev.steward.runtime.inspect;

import dev.steward.core.model.ModelFacts;
import dev.steward.protocol.oip.TensorMetadata;
import dev.steward.runtime.engine.Signature;
import dev.steward.runtime.onnx.OnnxGraph;
import java.util.List;
import java.util.Map;

/**
 * A model as it can be cut.
 *
 * @param layers in the order in which they are computed
 * @param types of inner tensors, by name, for one row: datatypes are right for any request, lengths
 *     aren't
 * @param signature what the whole model takes and gives
 * @param rows whether a request can be cut along its first axis, as far as shapes tell
 */
public record InspectedModel(
    OnnxGraph graph,
    Steps steps,
    List<Layer> layers,
    Map<String, TensorMetadata> types,
    Signature signature,
    Rows rows,
    ModelFacts facts) {

  public InspectedModel {
    layers = List.copyOf(layers);
    types = Map.copyOf(types);
  }

  /** What the first axis of a model's inputs and outputs is. */
  public enum Rows {
    /** The same open length in all of them. */
    FIRST_AXIS,
    /** Not the same, or a fixed one. */
    NONE
  }
}
