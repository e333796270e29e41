package dev.steward.runtime.torch;

import java.util.Random;

/**
 * A network of two layers with weights of its own, which computes by itself what an engine should.
 *
 * @param first {@code hidden × inputs}
 * @param second {@code outputs × hidden}
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Network(
    int inputs,
    int hidden,
    int outputs,
    float[] first,
    float[] firstBias,
    float[] second,
    float[] secondBias) {

  /** Weights that are the same each time. */
  static Network of(int inputs, int hidden, int outputs) {
    var random = new Random(7);
    return new Network(
        inputs,
        hidden,
        outputs,
        some(random, hidden * inputs),
        some(random, hidden),
        some(random, outputs * hidden),
        some(random, outputs));
  }

  private static float[] some(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  /** The answer to one row. */
  float[] answer(float... row) {
    float[] between = layer(row, first, firstBias);
    for (int i = 0; i < between.length; i++) {
      between[i] = Math.max(0, between[i]);
    }
    return layer(between, second, secondBias);
  }

  private static float[] layer(float[] row, float[] weights, float[] bias) {
    float[] out = new float[bias.length];
    for (int i = 0; i < out.length; i++) {
      double sum = bias[i];
      for (int j = 0; j < row.length; j++) {
        sum += (double) weights[i * row.length + j] * row[j];
      }
      out[i] = (float) sum;
    }
    return out;
  }

  /** What it takes and gives. */
  String signature() {
    return """
    {"inputs": [{"name": "INPUT__0", "datatype": "FP32", "shape": [-1, %d]}],
     "outputs": [{"name": "OUTPUT__0", "datatype": "FP32", "shape": [-1, %d]}]}
    """
        .formatted(inputs, outputs);
  }
}
