package dev.steward.operator.plan;

import dev.steward.core.measure.Bytes;
import dev.steward.core.measure.Work;
import dev.steward.core.model.LayerFacts;
import dev.steward.core.model.ModelFacts;
import dev.steward.core.model.TensorFacts;
import java.util.List;
import java.util.stream.LongStream;

/** Facts of models that nobody has trained. */
public final class ModelOf {

  private static final long MIB = 1 << 20;

  private ModelOf() {}

  /** A model of so many layers of that many MiB of weights each. */
  public static ModelFacts layers(int count, long mebibytes) {
    return mebibytes(LongStream.generate(() -> mebibytes).limit(count).toArray());
  }

  /** A model with one layer for each of these MiB of weights. */
  public static ModelFacts mebibytes(long... layers) {
    return new ModelFacts(
        10 * layers.length,
        layers.length,
        new Bytes(LongStream.of(layers).sum() * MIB),
        List.of(new TensorFacts("x", "FP32", "[-1,16]")),
        List.of(new TensorFacts("y", "FP32", "[-1,16]")),
        LongStream.of(layers)
            .mapToObj(
                size -> new LayerFacts(new Work(1_000_000), new Bytes(size * MIB), new Bytes(64)))
            .toList());
  }
}
