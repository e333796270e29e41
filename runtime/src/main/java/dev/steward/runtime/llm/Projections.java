package dev.steward.runtime.llm;

import dev.steward.protocol.oip.Datatype;
import dev.steward.runtime.gguf.BlockFormat.Packing;
import dev.steward.runtime.gguf.BlockFormat.Unpacked;
import dev.steward.runtime.gguf.GgufTensor;
import dev.steward.runtime.onnx.ElementType;
import dev.steward.runtime.onnx.ModelWriter;
import dev.steward.runtime.onnx.ModelWriter.Attribute;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Products with matrices of weights, as ONNX Runtime computes them without unpacking.
 *
 * <p>{@code MatMulNBits} has {@code w = s (q - z)} with a whole {@code z} of its own, 8 of 4 bits
 * and 128 of 8 bits. Q4_0, Q8_0 and Q6_K are that already, the last two and six bits in eight. Q4_1
 * and Q4_K have {@code w = s q + m} with any {@code m}, which is
 *
 * <pre>  s (q - 8) + (m + 8 s)</pre>
 *
 * <p>so that a row's product is that of {@code MatMulNBits} and, for each group, the sum of the
 * group's inputs times {@code m + 8 s}: exact, for a product with a matrix 32 times smaller. (A
 * broken {@code z} is taken too, but then ONNX Runtime unpacks the whole matrix each time.)
 * Matrices of floats are rounded to 8 bits first ({@link EightBits}).
 *
 * <p>{@code MatMulNBits} rounds its inputs to multiples of {@code s = max|x| / 127} of their group,
 * which over thirty layers moves logits by 1 and more. So an input goes in as two rows: {@code s
 * round(x / s)}, of which rounding leaves all as it is, and the rest, at most {@code s / 2}. Their
 * sum is as good as 15 bits, and a row more costs little where memory is what takes time.
 *
 * <p>Where many tokens are read at once arithmetic takes the time, and matrices of 4 bits are
 * unpacked to floats by ONNX Runtime, once for all tokens, in less than the second row costs: then
 * inputs stay floats ({@link Inputs#FLOATS}). It unpacks matrices of 8 bits far more slowly.
 */
final class Projections {

  private static final ElementType FLOAT = ElementType.of(Datatype.FP32);
  private static final ElementType BYTE = ElementType.of(Datatype.UINT8);
  private static final ElementType INT8 = ElementType.of(Datatype.INT8);

  /** Inputs are rounded to 8 bits for each group. */
  private static final int INT8_INPUTS = 4;

  private static final String LAST_AXIS = "last_axis";
  private static final String STEP = "step";

  private final ModelWriter model;
  private final WeightFile weights;
  private final Inputs inputs;
  private final Set<String> made = new HashSet<>();

  /** What is multiplied with matrices of 4 bits. */
  enum Inputs {
    FIFTEEN_BITS,
    FLOATS
  }

  Projections(ModelWriter model, WeightFile weights, Inputs inputs) {
    this.model = model;
    this.weights = weights;
    this.inputs = inputs;
    model.wholes(LAST_AXIS, List.of(-1L));
    model.number(STEP, 1 / 127f);
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
    var packing = packing(matrices.getFirst());
    if (packing.isEmpty()) {
      return plain(name, input, matrices);
    }
    var parts = new ArrayList<String>();
    if (inputs == Inputs.FLOATS && packing.get().bits() == 4) {
      parts.add(packed(name + "_product", input, name, matrices, packing.get(), List.of()));
    } else {
      parts.addAll(halved(name, input, matrices, packing.get()));
    }
    switch (packing.get().minima()) {
      case NONE -> {}
      case EACH_GROUP -> parts.add(lifted(name, input, matrices, packing.get()));
    }
    model.node("Sum", "", parts, List.of(name), List.of());
    return name;
  }

  /** How a matrix is packed; one of floats is rounded to 8 bits if its rows can be cut. */
  private static Optional<Packing> packing(GgufTensor matrix) {
    var own = matrix.format().packing();
    return own.isEmpty() && EightBits.fit(matrix.columns()) ? Optional.of(EightBits.PACKING) : own;
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
    model.weight(name + "_w", FLOAT, List.of((long) columns, count(matrices)), slice);
    model.node("MatMul", "", List.of(input, name + "_w"), List.of(name), List.of());
    return name;
  }

  private static long count(List<GgufTensor> matrices) {
    return matrices.stream().mapToLong(GgufTensor::rows).sum();
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

  /** Does something with each row before it is scaled. */
  private interface RowUse {
    void use(Unpacked row) throws IOException;
  }

  private static void eachRow(List<GgufTensor> matrices, Packing packing, RowUse use)
      throws IOException {
    for (var matrix : matrices) {
      var row = new Unpacked(matrix.columns(), matrix.columns() / packing.group());
      var floats = new float[matrix.columns()];
      for (long i = 0; i < matrix.rows(); i++) {
        if (matrix.format().packing().isEmpty()) {
          matrix.row(i, floats);
          EightBits.round(floats, row);
        } else {
          matrix.format().unpack(matrix.data(), i * matrix.rowBytes(), row);
        }
        use.use(row);
      }
    }
  }

  /** What the two rows of an input give. */
  private List<String> halved(String name, String input, List<GgufTensor> matrices, Packing packing)
      throws IOException {
    int groups = matrices.getFirst().columns() / packing.group();
    var both =
        packed(
            name + "_both",
            halves(input, packing.group(), groups),
            name,
            matrices,
            packing,
            List.of(new Attribute.Whole("accuracy_level", INT8_INPUTS)));
    var parts = List.of(name + "_of_coarse", name + "_of_fine");
    model.node(
        "Split",
        "",
        List.of(both),
        parts,
        List.of(new Attribute.Whole("axis", 0), new Attribute.Whole("num_outputs", 2)));
    return parts;
  }

  /**
   * The product of {@code input} with the packed matrices, whose weights are called {@code name}.
   */
  private String packed(
      String output,
      String input,
      String name,
      List<GgufTensor> matrices,
      Packing packing,
      List<Attribute> more)
      throws IOException {
    int columns = matrices.getFirst().columns();
    long rows = count(matrices);
    long groups = columns / packing.group();
    int bits = packing.bits() == 4 ? 4 : 8;
    var quanta =
        weights.tensor(
            name + "_q", () -> eachRow(matrices, packing, row -> quanta(row, packing, bits)));
    model.weight(
        name + "_q", BYTE, List.of(rows, groups, packing.group() * (long) bits / 8), quanta);
    var scales = weights.tensor(name + "_s", () -> eachRow(matrices, packing, row -> scales(row)));
    model.weight(name + "_s", FLOAT, List.of(rows * groups), scales);
    var attributes =
        new ArrayList<Attribute>(
            List.of(
                new Attribute.Whole("K", columns),
                new Attribute.Whole("N", rows),
                new Attribute.Whole("bits", bits),
                new Attribute.Whole("block_size", packing.group())));
    attributes.addAll(more);
    model.node(
        "MatMulNBits",
        ModelWriter.CONTRIB,
        List.of(input, name + "_q", name + "_s"),
        List.of(output),
        attributes);
    return output;
  }

  private void scales(Unpacked row) throws IOException {
    for (float scale : row.scales()) {
      weights.put(scale);
    }
  }

  /** An input as two rows, a coarse one and what it leaves; made once. */
  private String halves(String input, int group, int groups) {
    var both = input + "_halves_of_" + group;
    if (!made.add(both)) {
      return both;
    }
    var step = both + "_step";
    model.node(
        "Abs", "", List.of(grouped(input, group, groups)), List.of(both + "_abs"), List.of());
    model.node(
        "ReduceMax",
        "",
        List.of(both + "_abs", LAST_AXIS),
        List.of(both + "_max"),
        List.of(new Attribute.Whole("keepdims", 0)));
    // Where a group is nothing but zeros its step is 0, and so is whatever is multiplied with it.
    model.node("Mul", "", List.of(both + "_max", STEP), List.of(step), List.of());
    var blocks =
        List.<Attribute>of(
            new Attribute.Whole("axis", -1), new Attribute.Whole("block_size", group));
    var quanta = new ArrayList<>(blocks);
    quanta.add(new Attribute.Whole("output_dtype", INT8.number()));
    model.node("QuantizeLinear", "", List.of(input, step), List.of(both + "_whole"), quanta);
    model.node(
        "DequantizeLinear", "", List.of(both + "_whole", step), List.of(both + "_coarse"), blocks);
    model.node("Sub", "", List.of(input, both + "_coarse"), List.of(both + "_fine"), List.of());
    model.node(
        "Concat",
        "",
        List.of(both + "_coarse", both + "_fine"),
        List.of(both),
        List.of(new Attribute.Whole("axis", 0)));
    return both;
  }

  /** Numbers without a sign: neighbours in a byte, the first in its low half; or a byte each. */
  private void quanta(Unpacked row, Packing packing, int bits) throws IOException {
    var quanta = row.quanta();
    if (bits == 8) {
      for (int number : quanta) {
        weights.put((byte) (number + 128));
      }
      return;
    }
    for (int i = 0; i < quanta.length; i += 2) {
      int low = quanta[i] - packing.least();
      int high = quanta[i + 1] - packing.least();
      weights.put((byte) (low | (high << 4)));
    }
  }

  /** The sum of each group's inputs times what its weights are lifted by. */
  private String lifted(String name, String input, List<GgufTensor> matrices, Packing packing)
      throws IOException {
    int groups = matrices.getFirst().columns() / packing.group();
    var matrix = name + "_lift";
    var slice = weights.tensor(matrix, () -> lifts(matrices, packing, groups));
    model.weight(matrix, FLOAT, List.of((long) groups, count(matrices)), slice);
    model.node(
        "ReduceSum",
        "",
        List.of(grouped(input, packing.group(), groups), LAST_AXIS),
        List.of(name + "_sums"),
        List.of(new Attribute.Whole("keepdims", 0)));
    model.node("MatMul", "", List.of(name + "_sums", matrix), List.of(name + "_lifted"), List.of());
    return name + "_lifted";
  }

  private void lifts(List<GgufTensor> matrices, Packing packing, int groups) throws IOException {
    var lifts = new ArrayList<float[]>();
    eachRow(
        matrices,
        packing,
        row -> {
          var lift = new float[groups];
          for (int i = 0; i < groups; i++) {
            lift[i] = row.minima()[i] + 8 * row.scales()[i];
          }
          lifts.add(lift);
        });
    for (int group = 0; group < groups; group++) {
      for (var lift : lifts) {
        weights.put(lift[group]);
      }
    }
  }

  /** An input with an axis for each group; made once. */
  private String grouped(String input, int group, int groups) {
    var shape = "groups_" + groups + "_of_" + group;
    if (made.add(shape)) {
      model.wholes(shape, List.of(0L, 0L, (long) groups, (long) group));
    }
    var in = input + "_by_" + group;
    if (made.add(in)) {
      model.node("Reshape", "", List.of(input, shape), List.of(in), List.of());
    }
    return in;
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
