package dev.steward.runtime.llm;

import dev.steward.protocol.oip.Datatype;
import dev.steward.runtime.gguf.BlockFormat.Minima;
import dev.steward.runtime.gguf.GgufTensor;
import dev.steward.runtime.onnx.ElementType;
import dev.steward.runtime.onnx.ModelWriter;
import dev.steward.runtime.onnx.ModelWriter.Attribute;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Products with matrices of weights, as ONNX Runtime computes them without unpacking.
 *
 * <p>{@code MatMulNBits} has {@code w = s (q - z)} with a whole {@code z} of its own, 8 of 4 bits
 * and 128 of 8 bits. Q4_0, Q8_0 and Q6_K are that already, the last two and six bits in eight. Q4_1
 * and Q4_K have {@code w = s q + m} with any {@code m}: what they are lifted by goes with the same
 * product ({@link Digits}) or, where many tokens are read at once, is one of its own ({@link
 * #lifted}). (A broken {@code z} is taken too, but then ONNX Runtime unpacks the whole matrix each
 * time.) Matrices of floats are rounded to 8 bits first ({@link EightBits}).
 *
 * <p>{@code MatMulNBits} rounds its inputs to multiples of {@code s = max|x| / 127} of their group,
 * which over thirty layers moves logits by 1 and more. So an input goes in as two rows ({@link
 * InputRows#halves}), whose sum is as good as 15 bits, and a row more costs little where memory is
 * what takes time.
 *
 * <p>Where many tokens are read at once arithmetic takes the time, and matrices of 4 bits are
 * unpacked to floats by ONNX Runtime, once for all tokens, in less than the second row costs: then
 * inputs stay floats ({@link Inputs#FLOATS}). It unpacks matrices of 8 bits far more slowly.
 */
final class Projections {

  private static final ElementType FLOAT = ElementType.of(Datatype.FP32);

  /** Inputs are rounded to 8 bits for each group. */
  private static final Attribute INT8_INPUTS = new Attribute.Whole("accuracy_level", 4);

  private final ModelWriter model;
  private final WeightFile weights;
  private final PackedWeights packed;
  private final InputRows rows;
  private final Inputs inputs;

  /** What is multiplied with matrices of 4 bits. */
  enum Inputs {
    FIFTEEN_BITS,
    FLOATS
  }

  Projections(ModelWriter model, WeightFile weights, Inputs inputs) {
    this.model = model;
    this.weights = weights;
    this.packed = new PackedWeights(model, weights);
    this.rows = new InputRows(model, weights);
    this.inputs = inputs;
  }

  /** Adds the products of {@code input} with matrices of the same columns, side by side. */
  String add(String name, String input, List<GgufTensor> matrices) throws IOException {
    boolean alike = matrices.stream().map(GgufTensor::format).distinct().count() == 1;
    if (alike) {
      return product(name, input, matrices);
    }
    var parts = new ArrayList<String>();
    for (int i = 0; i < matrices.size(); i++) {
      parts.add(product(name + "_" + i, input, List.of(matrices.get(i))));
    }
    model.node("Concat", "", parts, List.of(name), List.of(new Attribute.Whole("axis", -1)));
    return name;
  }

  private String product(String name, String input, List<GgufTensor> matrices) throws IOException {
    var matrix = PackedMatrix.of(matrices);
    if (matrix.isEmpty()) {
      return plain(name, input, matrices);
    }
    return inputs == Inputs.FLOATS && matrix.get().bits() == 4
        ? ofFloats(name, input, matrix.get())
        : ofHalves(name, input, matrix.get());
  }

  /** A matrix of floats, its columns as rows. */
  private String plain(String name, String input, List<GgufTensor> matrices) throws IOException {
    int columns = matrices.getFirst().columns();
    var slice =
        weights.tensor(
            name + "_w",
            () -> {
              var all = rows(matrices);
              for (int column = 0; column < columns; column++) {
                for (var row : all) {
                  weights.put(row[column]);
                }
              }
            });
    long count = matrices.stream().mapToLong(GgufTensor::rows).sum();
    model.weight(name + "_w", FLOAT, List.of((long) columns, count), slice);
    model.node("MatMul", "", List.of(input, name + "_w"), List.of(name), List.of());
    return name;
  }

  private static List<float[]> rows(List<GgufTensor> matrices) {
    var all = new ArrayList<float[]>();
    for (var matrix : matrices) {
      for (long row = 0; row < matrix.rows(); row++) {
        var numbers = new float[matrix.columns()];
        matrix.row(row, numbers);
        all.add(numbers);
      }
    }
    return all;
  }

  private String ofFloats(String name, String input, PackedMatrix matrix) throws IOException {
    var added = packed.plain(name, matrix);
    if (matrix.packing().minima() == Minima.NONE) {
      return multiplied(name, input, added, matrix, List.of());
    }
    multiplied(name + "_product", input, added, matrix, List.of());
    var parts = List.of(name + "_product", lifted(name, input, matrix));
    model.node("Add", "", parts, List.of(name), List.of());
    return name;
  }

  /** The sum of what the two rows of an input give. */
  private String ofHalves(String name, String input, PackedMatrix matrix) throws IOException {
    boolean digits = matrix.packing().minima() == Minima.EACH_GROUP;
    var row = digits ? rows.withDigits(input, matrix.groups()) : input;
    var added = digits ? packed.withDigits(name, matrix) : packed.plain(name, matrix);
    var both = rows.halves(row, matrix.packing().group());
    multiplied(name + "_both", both, added, matrix, List.of(INT8_INPUTS));
    var parts = List.of(name + "_of_coarse", name + "_of_fine");
    model.node(
        "Split",
        "",
        List.of(name + "_both"),
        parts,
        List.of(new Attribute.Whole("axis", 0), new Attribute.Whole("num_outputs", 2)));
    model.node("Add", "", parts, List.of(name), List.of());
    return name;
  }

  /** The product of {@code input} with a packed matrix. */
  private String multiplied(
      String name,
      String input,
      PackedWeights.Added added,
      PackedMatrix matrix,
      List<Attribute> accuracy) {
    var attributes = new ArrayList<Attribute>();
    attributes.add(new Attribute.Whole("K", added.columns()));
    attributes.add(new Attribute.Whole("N", matrix.rows()));
    attributes.add(new Attribute.Whole("bits", matrix.bits()));
    attributes.add(new Attribute.Whole("block_size", matrix.packing().group()));
    attributes.addAll(accuracy);
    var operands = new ArrayList<String>();
    operands.add(input);
    operands.addAll(added.tensors());
    model.node("MatMulNBits", ModelWriter.CONTRIB, operands, List.of(name), attributes);
    return name;
  }

  /**
   * What the groups' minima give: the sum of each group's inputs times {@code m + 8 s}, since
   * {@code s q + m = s (q - 8) + (m + 8 s)}. That is exact.
   */
  private String lifted(String name, String input, PackedMatrix matrix) throws IOException {
    int groups = matrix.groups();
    int group = matrix.packing().group();
    var lift = name + "_lift";
    var slice = weights.tensor(lift, () -> lifts(matrix, group));
    model.weight(lift, FLOAT, List.of((long) groups, matrix.rows()), slice);
    var means = rows.means(input, group);
    model.node("MatMul", "", List.of(means, lift), List.of(name + "_lifted"), List.of());
    return name + "_lifted";
  }

  /** Of means instead of sums. */
  private void lifts(PackedMatrix matrix, int group) throws IOException {
    var lifts = new ArrayList<float[]>();
    matrix.eachRow(row -> {
      var lift = new float[matrix.groups()];
      for (int i = 0; i < lift.length; i++) {
        lift[i] = group * (row.minima()[i] + Digits.ZERO * row.scales()[i]);
      }
      lifts.add(lift);
    });
    for (int i = 0; i < matrix.groups(); i++) {
      for (var lift : lifts) {
        weights.put(lift[i]);
      }
    }
  }

  /** A vector of floats among the weights. */
  String vector(String name, List<GgufTensor> vectors) throws IOException {
    var slice =
        weights.tensor(
            name,
            () -> {
              for (var row : rows(vectors)) {
                for (float number : row) {
                  weights.put(number);
                }
              }
            });
    long length = vectors.stream().mapToLong(vector -> vector.rows() * vector.columns()).sum();
    model.weight(name, FLOAT, List.of(length), slice);
    return name;
  }
}
