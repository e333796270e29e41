package dev.steward.runtime.llm;

import dev.steward.protocol.oip.Datatype;
import dev.steward.runtime.gguf.BlockFormat.Unpacked;
import dev.steward.runtime.onnx.ElementType;
import dev.steward.runtime.onnx.ModelWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Packed matrices as {@code MatMulNBits} takes them: numbers without a sign, those of 4 bits two in
 * a byte, the first one in its low half; a scale for each group; a zero point for each, where it
 * isn't 8 (of 4 bits) or 128 (of 8 bits).
 */
final class PackedWeights {

  private static final ElementType FLOAT = ElementType.of(Datatype.FP32);
  private static final ElementType BYTE = ElementType.of(Datatype.UINT8);

  private final ModelWriter model;
  private final WeightFile file;

  PackedWeights(ModelWriter model, WeightFile file) {
    this.model = model;
    this.file = file;
  }

  /**
   * A matrix that was added.
   *
   * @param tensors names of its numbers, its scales and, if it has some, its zero points
   * @param columns those of {@link Digits} too
   */
  record Added(List<String> tensors, int columns) {}

  /** Adds {@code matrix}, without its groups' minima. */
  Added plain(String name, PackedMatrix matrix) throws IOException {
    var quanta = name + "_q";
    int bits = matrix.bits();
    int block = matrix.packing().group() * bits / 8;
    model.weight(
        quanta,
        BYTE,
        List.of(matrix.rows(), (long) matrix.groups(), (long) block),
        file.tensor(quanta, () -> matrix.eachRow(row -> numbers(row, matrix))));
    var scales = name + "_s";
    model.weight(
        scales,
        FLOAT,
        List.of(matrix.rows() * matrix.groups()),
        file.tensor(scales, () -> matrix.eachRow(this::scales)));
    return new Added(List.of(quanta, scales), matrix.columns());
  }

  /** Adds {@code matrix}, its groups' minima as {@link Digits}. */
  Added withDigits(String name, PackedMatrix matrix) throws IOException {
    int columns = matrix.columns() + Digits.columns(matrix.groups());
    int blocks = columns / Digits.GROUP;
    var quanta = name + "_digits_q";
    model.weight(
        quanta,
        BYTE,
        List.of(matrix.rows(), (long) blocks, Digits.GROUP / 2L),
        file.tensor(
            quanta,
            () ->
                matrix.eachRow(row -> {
                  numbers(row, matrix);
                  pairs(digits(row).quanta(), 0);
                })));
    var scales = name + "_digits_s";
    model.weight(
        scales,
        FLOAT,
        List.of(matrix.rows() * blocks),
        file.tensor(
            scales,
            () ->
                matrix.eachRow(row -> {
                  scales(row);
                  float scale = digits(row).scale();
                  for (int block = matrix.groups(); block < blocks; block++) {
                    file.put(scale);
                  }
                })));
    var zeroPoints = name + "_digits_z";
    model.weight(
        zeroPoints,
        BYTE,
        List.of(matrix.rows() * Math.ceilDiv(blocks, 2)),
        file.tensor(
            zeroPoints, () -> matrix.eachRow(row -> pairs(zeroPoints(digits(row), blocks), 0))));
    return new Added(List.of(quanta, scales, zeroPoints), columns);
  }

  private static Digits digits(Unpacked row) {
    return Digits.of(row.scales(), row.minima());
  }

  /** Of a whole row; a byte has those of two blocks. */
  private static int[] zeroPoints(Digits digits, int blocks) {
    var all = new int[Math.ceilDiv(blocks, 2) * 2];
    Arrays.fill(all, Digits.ZERO);
    System.arraycopy(digits.zeroPoints(), 0, all, 0, digits.zeroPoints().length);
    return all;
  }

  private void numbers(Unpacked row, PackedMatrix matrix) throws IOException {
    if (matrix.bits() == 4) {
      pairs(row.quanta(), matrix.packing().least());
      return;
    }
    for (int number : row.quanta()) {
      file.put((byte) (number + 128));
    }
  }

  private void pairs(int[] numbers, int least) throws IOException {
    for (int i = 0; i < numbers.length; i += 2) {
      file.put((byte) ((numbers[i] - least) | ((numbers[i + 1] - least) << 4)));
    }
  }

  private void scales(Unpacked row) throws IOException {
    for (float scale : row.scales()) {
      file.put(scale);
    }
  }
}
