package dev.steward.runtime.onnx;

import dev.steward.protocol.oip.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a model's file says, without its weights.
 *
 * @param file it was read from, which must stay as it is
 * @param head fields of the model beside the graph, whole with their tags
 * @param nodes in an order in which each needs only what those before it give
 * @param weights in the file's order, the sparse ones among them
 * @param inputs that a caller must give: those with a default, which older files list too, aren't
 *     among them
 * @param outputs in the file's order
 */
public record OnnxGraph(
    Path file,
    List<Slice> head,
    List<Node> nodes,
    List<Weight> weights,
    List<Value> inputs,
    List<Value> outputs) {

  public OnnxGraph {
    head = List.copyOf(head);
    nodes = List.copyOf(nodes);
    weights = List.copyOf(weights);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * One operation.
   *
   * @param operator its kind, such as {@code MatMul}
   * @param inputs names of what it needs, those that its subgraphs take from outside among them;
   *     without the empty names of those left out
   * @param outputs names of what it gives
   * @param content its message
   */
  public record Node(String operator, List<String> inputs, List<String> outputs, Slice content) {
    public Node {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * A tensor that belongs to the model.
   *
   * @param bytes of its values
   * @param external where they lie; empty: inside the model's file
   * @param form how the file lists it
   * @param content its message
   */
  public record Weight(
      String name,
      ElementType type,
      Shape shape,
      long bytes,
      Optional<External> external,
      Form form,
      Slice content) {}

  /** How a file lists a tensor of weights. */
  public enum Form {
    DENSE,
    SPARSE
  }

  /**
   * Values outside the model's file.
   *
   * @param file inside the model's folder
   */
  public record External(Path file, Slice values) {}

  /**
   * An input or output.
   *
   * @param type empty where it is no tensor
   * @param dimensions empty where it is no tensor or any rank is taken
   * @param content its message
   */
  public record Value(
      String name,
      Optional<ElementType> type,
      Optional<List<Dimension>> dimensions,
      Slice content) {}

  /**
   * A dimension of an input or output.
   *
   * @param length -1 where it is left open
   * @param symbol names an open length; equal names are equal lengths
   */
  public record Dimension(long length, String symbol) {}
}
