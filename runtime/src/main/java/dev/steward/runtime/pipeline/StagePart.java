package dev.steward.runtime.pipeline;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.engine.TensorModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;

/**
 * What one stage computes.
 *
 * @param model its part of the model
 * @param takes names of what it is given of what is alive before it
 * @param gives names of what it computes for the stages after it
 * @param passes names of what goes on as it is
 */
public record StagePart(
    TensorModel model, List<String> takes, List<String> gives, List<String> passes) {

  public StagePart {
    takes = List.copyOf(takes);
    gives = List.copyOf(gives);
    passes = List.copyOf(passes);
  }

  /** Everything that is alive after it. */
  Outcome<List<Tensor>> compute(MicroBatch batch) {
    var arrived = new HashMap<String, Tensor>();
    batch.tensors().forEach(tensor -> arrived.put(tensor.name(), tensor));
    var inputs = takes.stream().flatMap(name -> present(arrived.get(name))).toList();
    return model.run(inputs, gives, batch.cancellation()).map(outputs -> leaving(outputs, arrived));
  }

  private static java.util.stream.Stream<Tensor> present(
      @org.jspecify.annotations.Nullable Tensor tensor) {
    return java.util.stream.Stream.ofNullable(tensor);
  }

  private List<Tensor> leaving(List<Tensor> outputs, HashMap<String, Tensor> arrived) {
    var leaving = new ArrayList<>(outputs);
    passes.forEach(name -> present(arrived.get(name)).forEach(leaving::add));
    return leaving;
  }

  /** The model's outputs that are wanted, of a last stage; empty for all. */
  static List<Tensor> wanted(List<Tensor> outputs, List<String> names) {
    if (names.isEmpty()) {
      return outputs;
    }
    var asked = new HashSet<>(names);
    return outputs.stream().filter(tensor -> asked.contains(tensor.name())).toList();
  }
}
