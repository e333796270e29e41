package dev.steward.runtime.llm;

import dev.steward.runtime.gguf.BlockFormat.Packing;
import dev.steward.runtime.gguf.BlockFormat.Unpacked;
import dev.steward.runtime.gguf.GgufTensor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Matrices of the same columns whose numbers are packed alike, one below the other. Those of floats
 * are rounded to 8 bits ({@link EightBits}).
 */
record PackedMatrix(List<GgufTensor> matrices, Packing packing) {

  PackedMatrix {
    matrices = List.copyOf(matrices);
  }

  /** Empty where they are floats whose rows can't be cut into groups. */
  static Optional<PackedMatrix> of(List<GgufTensor> matrices) {
    var first = matrices.getFirst();
    var own = first.format().packing();
    var packing =
        own.isEmpty() && EightBits.fit(first.columns()) ? Optional.of(EightBits.PACKING) : own;
    return packing.map(it -> new PackedMatrix(matrices, it));
  }

  int columns() {
    return matrices.getFirst().columns();
  }

  long rows() {
    return matrices.stream().mapToLong(GgufTensor::rows).sum();
  }

  /** Of a row. */
  int groups() {
    return columns() / packing.group();
  }

  /** As many as a number has in {@code MatMulNBits}. */
  int bits() {
    return packing.bits() == 4 ? 4 : 8;
  }

  /** Does something with a row before it is scaled. */
  interface RowUse {
    void use(Unpacked row) throws IOException;
  }

  /** Does it with each row, from the first to the last; what it is given is unpacked into again. */
  void eachRow(RowUse use) throws IOException {
    var row = new Unpacked(columns(), groups());
    var floats = new float[columns()];
    for (var matrix : matrices) {
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
}
