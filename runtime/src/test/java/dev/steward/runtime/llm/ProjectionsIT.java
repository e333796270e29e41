package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.steward.protocol.oip.Datatype;
import dev.steward.runtime.gguf.BlockFormat;
import dev.steward.runtime.gguf.BlockFormat.Minima;
import dev.steward.runtime.gguf.BlockFormat.Packing;
import dev.steward.runtime.gguf.GgufTensor;
import dev.steward.runtime.llm.Projections.Inputs;
import dev.steward.runtime.onnx.ElementType;
import dev.steward.runtime.onnx.ModelWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Products with matrices of each format, as ONNX Runtime computes them, against plain sums. */
class ProjectionsIT {

  private static final int ROWS = 24;
  private static final int COLUMNS = 512;
  private static final int SEQUENCES = 2;
  private static final int TOKENS = 3;
  private static final ElementType FLOAT = ElementType.of(Datatype.FP32);

  private final Random random = new Random(7);

  @TempDir private Path folder;

  /** Random blocks, whose scales are ordinary numbers. */
  private GgufTensor matrix(BlockFormat format) {
    var blocks = new byte[ROWS * COLUMNS / format.elements() * format.bytes()];
    random.nextBytes(blocks);
    var bytes = ByteBuffer.wrap(blocks).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < blocks.length; at += format.bytes()) {
      switch (format) {
        case F32 -> bytes.putFloat(at, (float) random.nextGaussian());
        case F16 -> bytes.putShort(at, half());
        case BF16 -> bytes.putShort(at, (short) 0x3DCC);
        case Q4_0, Q8_0 -> bytes.putShort(at, half());
        case Q4_1, Q4_K -> bytes.putShort(at, half()).putShort(at + 2, half());
        case Q6_K -> bytes.putShort(at + 208, half());
      }
    }
    return new GgufTensor(
        "m", format, List.of((long) COLUMNS, (long) ROWS), MemorySegment.ofArray(blocks));
  }

  private short half() {
    return Float.floatToFloat16((float) (random.nextGaussian() / 50));
  }

  /** With numbers as they are within a model: some far larger than others, and zeros. */
  private float[] inputs() {
    var inputs = new float[SEQUENCES * TOKENS * COLUMNS];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) random.nextGaussian();
    }
    inputs[3] = 1_000;
    inputs[COLUMNS + 40] = -300;
    for (int i = 2 * COLUMNS; i < 2 * COLUMNS + 64; i++) {
      inputs[i] = 0;
    }
    return inputs;
  }

  @ParameterizedTest
  @EnumSource(BlockFormat.class)
  void a_product_is_as_good_as_with_inputs_of_fifteen_bits(BlockFormat format) throws Exception {
    isGood(format, Inputs.FIFTEEN_BITS);
  }

  @ParameterizedTest
  @EnumSource(BlockFormat.class)
  void a_product_with_inputs_that_are_floats_is_no_worse(BlockFormat format) throws Exception {
    isGood(format, Inputs.FLOATS);
  }

  private void isGood(BlockFormat format, Inputs kind) throws Exception {
    var matrix = matrix(format);
    var inputs = inputs();
    var got = product(matrix, inputs, kind);
    int group = format.packing().map(Packing::group).orElse(EightBits.PACKING.group());
    for (int token = 0; token < SEQUENCES * TOKENS; token++) {
      for (int row = 0; row < ROWS; row++) {
        var weights = new float[COLUMNS];
        matrix.row(row, weights);
        if (format.packing().isEmpty()) {
          weights = rounded(weights);
        }
        double right = 0;
        double rest = kind == Inputs.FLOATS ? 0 : rest(matrix, row);
        double allowed = 1e-5;
        for (int i = 0; i < COLUMNS; i++) {
          double product = (double) weights[i] * inputs[token * COLUMNS + i];
          right += product;
          // A step of the coarse row is 1/127 of the largest, one of the fine row 1/254 of that.
          double largest = largest(inputs, token * COLUMNS + i / group * group, group);
          allowed += Math.abs(weights[i]) * largest / 127 / 254 + Math.abs(product) * 1e-5;
          // Digits are within a 2,744th of what is left of the largest minimum.
          allowed += rest * Math.abs(inputs[token * COLUMNS + i]) / 2744;
        }
        assertThat((double) got[token * ROWS + row])
            .as("token %d, row %d", token, row)
            .isBetween(right - allowed, right + allowed);
      }
    }
  }

  /** The largest minimum of a row's groups, less a whole number of steps of its group. */
  private static double rest(GgufTensor matrix, int row) {
    if (!matrix.format().packing().map(Packing::minima).equals(Optional.of(Minima.EACH_GROUP))) {
      return 0;
    }
    var packed = PackedMatrix.of(List.of(matrix)).orElseThrow();
    var numbers = new BlockFormat.Unpacked(COLUMNS, packed.groups());
    matrix.format().unpack(matrix.data(), row * matrix.rowBytes(), numbers);
    double largest = 0;
    for (int i = 0; i < packed.groups(); i++) {
      double minimum = numbers.minima()[i];
      double step = numbers.scales()[i];
      double steps = step == 0 ? 0 : Math.clamp(Math.round(-minimum / step), 0, 15);
      largest = Math.max(largest, Math.abs(minimum + steps * step));
    }
    return largest;
  }

  /** Floats as 8 bits can hold them. */
  private static float[] rounded(float[] row) {
    var rounded = new BlockFormat.Unpacked(row.length, row.length / EightBits.PACKING.group());
    EightBits.round(row, rounded);
    var numbers = new float[row.length];
    for (int i = 0; i < row.length; i++) {
      numbers[i] = rounded.scales()[i / EightBits.PACKING.group()] * rounded.quanta()[i];
    }
    return numbers;
  }

  private static double largest(float[] numbers, int from, int count) {
    double largest = 0;
    for (int i = from; i < from + count; i++) {
      largest = Math.max(largest, Math.abs(numbers[i]));
    }
    return largest;
  }

  private float[] product(GgufTensor matrix, float[] inputs, Inputs kind)
      throws IOException, OrtException {
    var model = new ModelWriter("weights");
    try (var weights = new WeightFile(folder.resolve("weights"))) {
      model.input("in", FLOAT, List.of("B", "S", String.valueOf(COLUMNS)));
      new Projections(model, weights, kind).add("out", "in", List.of(matrix));
      model.output("out", FLOAT, List.of("B", "S", String.valueOf(ROWS)));
    }
    var file = Files.write(folder.resolve("model.onnx"), model.model());
    var environment = OrtEnvironment.getEnvironment();
    try (var options = new OrtSession.SessionOptions();
        var session = environment.createSession(file.toString(), options);
        var in =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(inputs), new long[] {SEQUENCES, TOKENS, COLUMNS});
        var result = session.run(Map.of("in", in))) {
      var out = ((OnnxTensor) result.get(0)).getFloatBuffer();
      var numbers = new float[out.remaining()];
      out.get(numbers);
      return numbers;
    }
  }
}
