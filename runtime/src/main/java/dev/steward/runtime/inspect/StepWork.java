package dev.steward.runtime.inspect;

import dev.steward.protocol.oip.Shape;
import dev.steward.runtime.onnx.OnnxGraph.Node;
import java.util.List;
import java.util.function.Function;

/**
 * How much an operation computes, estimated from the shapes of what it takes and gives.
 *
 * <p>Products of matrices and convolutions: two for each pair of numbers that are multiplied.
 * Whatever else: {@value #PER_ELEMENT} for each number it gives, since such operations wait for
 * memory; with that, MiniLM's layers come out in the proportion of their measured times.
 */
final class StepWork {

  private static final long PER_ELEMENT = 8;

  private final Function<String, Shape> shapes;

  /**
   * Work by shapes.
   *
   * @param shapes of a tensor by its name; lengths that aren't known are 1
   */
  StepWork(Function<String, Shape> shapes) {
    this.shapes = shapes;
  }

  /** Floating-point operations; at least 1. */
  long of(Node node) {
    var inputs = node.inputs();
    return Math.max(
        1,
        switch (node.operator()) {
          case "MatMul",
              "MatMulInteger",
              "FusedMatMul",
              "MatMulIntegerToFloat",
              "DynamicQuantizeMatMul",
              "QLinearMatMul",
              "MatMulNBits",
              "Einsum" ->
              inputs.isEmpty() ? 0 : times(2, given(node), last(inputs.getFirst()));
          case "Gemm", "FusedGemm" -> inputs.isEmpty() ? 0 : gemm(node);
          case "Conv", "ConvInteger", "FusedConv" -> convolution(node, 1);
          case "QLinearConv" -> convolution(node, 3);
          case "ConvTranspose" -> transposed(inputs);
          case "LSTM", "GRU", "RNN" -> recurrent(inputs);
          case "Attention" -> attention(node);
          default -> times(PER_ELEMENT, given(node), 1);
        });
  }

  /** Numbers that it gives. */
  private long given(Node node) {
    return node.outputs().isEmpty() ? 0 : elements(node.outputs().getFirst());
  }

  /** [M,K] by [K,N], either of them maybe transposed: K is what the left has for each of M. */
  private long gemm(Node node) {
    long rows = Math.max(1, first(node.outputs()));
    return times(2, given(node), elements(node.inputs().getFirst()) / rows);
  }

  private long convolution(Node node, int weights) {
    if (node.inputs().size() <= weights) {
      return 0;
    }
    var kernel = node.inputs().get(weights);
    return times(2, given(node), elements(kernel) / Math.max(1, first(List.of(kernel))));
  }

  private long transposed(List<String> inputs) {
    return inputs.size() < 2
        ? 0
        : times(
            2,
            elements(inputs.getFirst()),
            elements(inputs.get(1)) / Math.max(1, first(List.of(inputs.get(1)))));
  }

  /** Each step multiplies by the input's and by the state's weights. */
  private long recurrent(List<String> inputs) {
    return inputs.size() < 3
        ? 0
        : times(2, first(inputs), elements(inputs.get(1)) + elements(inputs.get(2)));
  }

  private long attention(Node node) {
    if (node.inputs().size() < 2) {
      return 0;
    }
    long tokens = elements(node.inputs().getFirst()) / Math.max(1, last(node.inputs().getFirst()));
    long projections = times(2, tokens, elements(node.inputs().get(1)));
    return projections + times(4, given(node), tokens);
  }

  private long first(List<String> names) {
    if (names.isEmpty()) {
      return 1;
    }
    var shape = shapes.apply(names.getFirst());
    return shape.rank() == 0 ? 1 : shape.dimension(0);
  }

  private long last(String name) {
    var shape = shapes.apply(name);
    return shape.rank() == 0 ? 1 : shape.dimension(shape.rank() - 1);
  }

  private long elements(String name) {
    return shapes.apply(name).elements();
  }

  /** Without overflow. */
  private static long times(long a, long b, long c) {
    double product = (double) a * b * c;
    return product < 1e15 ? a * b * c : (long) 1e15;
  }
}
