package dev.steward.runtime.cut;

import dev.steward.core.shard.Cut;
import dev.steward.runtime.inspect.InspectedModel;
import dev.steward.runtime.inspect.Steps.Constants;
import dev.steward.runtime.onnx.ElementType;
import dev.steward.runtime.onnx.GraphWriter;
import dev.steward.runtime.onnx.OnnxGraph;
import dev.steward.runtime.onnx.OnnxGraph.Node;
import dev.steward.runtime.onnx.OnnxGraph.Value;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What one stage takes, computes and gives.
 *
 * @param nodes its steps, in order
 * @param constants that they need
 * @param takes names of what arrives and is computed with
 * @param gives names of what its steps compute for others
 * @param passes names of what arrives and goes on as it is
 */
public record StageGraph(
    List<Node> nodes,
    Constants constants,
    List<String> takes,
    List<String> gives,
    List<String> passes) {

  public StageGraph {
    nodes = List.copyOf(nodes);
    takes = List.copyOf(takes);
    gives = List.copyOf(gives);
    passes = List.copyOf(passes);
  }

  /**
   * One stage of a model.
   *
   * @param cut of as many layers as the model has
   */
  public static StageGraph of(InspectedModel model, Cut cut, int stage) {
    if (cut.layers() != model.layers().size()) {
      throw new IllegalArgumentException("a cut of another model");
    }
    var layers = model.layers().subList(cut.from(stage), cut.to(stage));
    var nodes = model.steps().list().subList(layers.getFirst().from(), layers.getLast().to());
    var arriving = arriving(model, cut, stage);
    var leaving = leaving(model, cut, stage);
    var computed = new LinkedHashSet<String>();
    var needed = new LinkedHashSet<String>();
    nodes.forEach(node -> {
      computed.addAll(node.outputs());
      needed.addAll(node.inputs());
    });
    var passes = leaving.stream().filter(arriving::contains).toList();
    // An output that is a constant is given by the last stage.
    var gives = leaving.stream().filter(name -> !arriving.contains(name)).toList();
    gives.stream().filter(name -> !computed.contains(name)).forEach(needed::add);
    return new StageGraph(
        nodes,
        model.steps().constants(needed),
        needed.stream().filter(arriving::contains).toList(),
        gives,
        passes);
  }

  /** Names of what the stage is sent: of the first one the model's inputs. */
  private static Set<String> arriving(InspectedModel model, Cut cut, int stage) {
    return new LinkedHashSet<>(
        stage == 0
            ? model.graph().inputs().stream().map(Value::name).toList()
            : model.layers().get(cut.from(stage) - 1).crossing());
  }

  /** Names of what it sends on: of the last one the model's outputs. */
  private static Set<String> leaving(InspectedModel model, Cut cut, int stage) {
    return new LinkedHashSet<>(
        stage + 1 == cut.stages()
            ? model.graph().outputs().stream().map(Value::name).toList()
            : model.layers().get(cut.to(stage) - 1).crossing());
  }

  /** The stage as a model, without its weights that lie in other files. */
  GraphWriter writer(InspectedModel model, String name) {
    var writer = new GraphWriter(model.graph(), name);
    constants.nodes().forEach(writer::node);
    nodes.forEach(writer::node);
    var inputs = byName(model.graph().inputs());
    for (var tensor : takes) {
      var known = inputs.get(tensor);
      if (known != null) {
        writer.input(known);
      } else {
        var type = model.types().get(tensor);
        if (type == null) {
          throw new IllegalStateException("a frontier has only tensors of known types: " + tensor);
        }
        writer.input(tensor, ElementType.of(type.datatype()), OptionalLong.of(type.shape().rank()));
      }
    }
    var outputs = byName(model.graph().outputs());
    for (var tensor : gives) {
      var known = outputs.get(tensor);
      if (known != null) {
        writer.output(known);
      } else {
        writer.output(tensor);
      }
    }
    return writer;
  }

  private static Map<String, Value> byName(List<OnnxGraph.Value> values) {
    var names = new HashMap<String, Value>();
    values.forEach(value -> names.put(value.name(), value));
    return names;
  }
}
