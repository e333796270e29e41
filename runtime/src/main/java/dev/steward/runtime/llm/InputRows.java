package dev.steward.runtime.llm;

import dev.steward.protocol.oip.Datatype;
import dev.steward.runtime.onnx.ElementType;
import dev.steward.runtime.onnx.ModelWriter;
import dev.steward.runtime.onnx.ModelWriter.Attribute;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is made of the inputs of products, of each once. Inputs are FP32[B, S, columns].
 *
 * <p>A step is over a thousand operations of some microseconds each, so that their number counts:
 * pools over an axis do without another shape of their input.
 */
final class InputRows {

  private static final ElementType FLOAT = ElementType.of(Datatype.FP32);
  private static final ElementType INT8 = ElementType.of(Datatype.INT8);
  private static final String STEP = "step";

  private final ModelWriter model;
  private final WeightFile weights;
  private final Set<String> made = new HashSet<>();

  InputRows(ModelWriter model, WeightFile weights) {
    this.model = model;
    this.weights = weights;
    model.number(STEP, 1 / 127f);
  }

  /** The mean of each group, FP32[B, S, groups]. */
  String means(String input, int group) {
    var means = input + "_means_of_" + group;
    if (made.add(means)) {
      model.node("AveragePool", "", List.of(input), List.of(means), window(group));
    }
    return means;
  }

  private static List<Attribute> window(int group) {
    return List.of(
        new Attribute.Wholes("kernel_shape", List.of((long) group)),
        new Attribute.Wholes("strides", List.of((long) group)));
  }

  /** An input of so many groups with the inputs of their {@link Digits} behind it. */
  String withDigits(String input, int groups) throws IOException {
    var both = input + "_with_digits";
    if (!made.add(both)) {
      return both;
    }
    var ofMeans = "digits_of_" + groups;
    if (made.add(ofMeans)) {
      var slice = weights.tensor(ofMeans, () -> digits(groups));
      model.weight(ofMeans, FLOAT, List.of((long) groups, (long) Digits.columns(groups)), slice);
    }
    var means = means(input, Digits.GROUP);
    var digits = input + "_digits";
    model.node("MatMul", "", List.of(means, ofMeans), List.of(digits), List.of());
    model.node(
        "Concat",
        "",
        List.of(input, digits),
        List.of(both),
        List.of(new Attribute.Whole("axis", -1)));
    return both;
  }

  private void digits(int groups) throws IOException {
    for (var row : Digits.ofMeans(groups)) {
      for (float number : row) {
        weights.put(number);
      }
    }
  }

  /**
   * An input as two rows, FP32[2 B, S, columns]: {@code s round(x / s)} with {@code s = max|x| /
   * 127} of each group, of which rounding to 8 bits leaves all as it is, and the rest, at most
   * {@code s / 2}.
   */
  String halves(String input, int group) {
    var both = input + "_halves_of_" + group;
    if (!made.add(both)) {
      return both;
    }
    var step = both + "_step";
    model.node("Abs", "", List.of(input), List.of(both + "_abs"), List.of());
    model.node("MaxPool", "", List.of(both + "_abs"), List.of(both + "_max"), window(group));
    // Where a group is nothing but zeros its step is 0, and so is whatever is multiplied with it.
    model.node("Mul", "", List.of(both + "_max", STEP), List.of(step), List.of());
    var axis = new Attribute.Whole("axis", -1);
    var block = new Attribute.Whole("block_size", group);
    model.node(
        "QuantizeLinear",
        "",
        List.of(input, step),
        List.of(both + "_whole"),
        List.of(axis, block, new Attribute.Whole("output_dtype", INT8.number())));
    model.node(
        "DequantizeLinear",
        "",
        List.of(both + "_whole", step),
        List.of(both + "_coarse"),
        List.of(axis, block));
    model.node("Sub", "", List.of(input, both + "_coarse"), List.of(both + "_fine"), List.of());
    model.node(
        "Concat",
        "",
        List.of(both + "_coarse", both + "_fine"),
        List.of(both),
        List.of(new Attribute.Whole("axis", 0)));
    return both;
  }
}
