package dev.steward.core.size;

import dev.steward.core.measure.Bytes;
import dev.steward.core.model.ModelFacts;
import java.util.List;
import java.util.stream.Collectors;

/** Lines of the arithmetic. */
final class Words {

  private static final int NODES_NAMED = 3;

  private Words() {}

  static String weights(ModelFacts model, Bytes needed) {
    return "Weights: %d tensors, %s in the file, × 1.02 as they are loaded = %s."
        .formatted(model.weights(), GpuMemory.mib(model.weightBytes()), GpuMemory.mib(needed));
  }

  static String cut(ModelFacts model, int mostPods) {
    return "no cut of its %d layers into %d stages or fewer has each fit"
        .formatted(model.layers().size(), Math.min(mostPods, model.layers().size()));
  }

  static String supply(List<GpuSupply> supply) {
    var named =
        supply.stream().limit(NODES_NAMED).map(Words::one).collect(Collectors.joining("; "));
    return "Nodes: %s%s (allocatable, free or not)."
        .formatted(
            named,
            supply.size() > NODES_NAMED
                ? " and %d more".formatted(supply.size() - NODES_NAMED)
                : "");
  }

  private static String one(GpuSupply gpus) {
    return "%s has %d%s of %s%s"
        .formatted(
            gpus.node(),
            gpus.count(),
            switch (gpus.unit()) {
              case GPU -> "";
              case SLICE -> " slices";
              case SHARE -> " shares";
            },
            GpuMemory.wholeMib(gpus.memory()),
            gpus.product().isEmpty() ? "" : " (" + gpus.product() + ")");
  }

  static String room(GpuSupply gpus) {
    return "A GPU of %s: %s × 0.84 − %s = %s for weights."
        .formatted(
            gpus.node(),
            GpuMemory.wholeMib(gpus.memory()),
            GpuMemory.mib(new Bytes(GpuMemory.OVERHEAD)),
            GpuMemory.wholeMib(GpuMemory.room(gpus.memory())));
  }
}
