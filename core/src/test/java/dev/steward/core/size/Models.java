package dev.steward.core.size;

import dev.steward.core.measure.Bytes;
import dev.steward.core.measure.Work;
import dev.steward.core.model.LayerFacts;
import dev.steward.core.model.ModelFacts;
import java.util.List;
import java.util.stream.Stream;

/** Models and GPUs that nobody has. */
final class Models {

  static final long MIB = 1L << 20;

  private Models() {}

  /** A model of so many equal layers with that many MiB of weights in all. */
  static ModelFacts of(int layers, long mebibytes) {
    var layer =
        new LayerFacts(new Work(1_000_000), new Bytes(mebibytes * MIB / layers), new Bytes(1000));
    return new ModelFacts(
        100,
        50,
        new Bytes(mebibytes * MIB),
        List.of(),
        List.of(),
        Stream.generate(() -> layer).limit(layers).toList());
  }

  static GpuSupply gpus(String node, int count, long mebibytes) {
    return new GpuSupply(node, "NVIDIA-L4", count, new Bytes(mebibytes * MIB), GpuSupply.Unit.GPU);
  }
}
