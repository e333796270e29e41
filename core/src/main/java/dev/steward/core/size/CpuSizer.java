package dev.steward.core.size;

import dev.steward.core.check.Violation;
import dev.steward.core.measure.Bytes;
import dev.steward.core.model.ModelFacts;
import dev.steward.core.shard.StagePlan;
import dev.steward.core.shard.StagePlanner;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.IntStream;

/** Sizes a model for pods without a GPU: whole where it fits their memory, else in stages. */
public final class CpuSizer {

  private static final String STRATEGY = "spec.sharding.strategy";
  private static final String LIMIT = "spec.runtime.resources.limits.memory";

  private CpuSizer() {}

  /**
   * Sizes.
   *
   * @param limit memory of a pod
   * @param mostPods of one copy
   */
  public static Sizing size(ModelFacts model, Engine engine, Bytes limit, int mostPods) {
    var needed = GpuMemory.loaded(model.weightBytes());
    var room = GpuMemory.roomOnCpu(limit);
    var lines = new ArrayList<String>();
    lines.add(Words.weights(model, needed));
    lines.add(
        "A pod: %s = %s, × 0.60 that Java's heap leaves − %s = %s for weights."
            .formatted(
                LIMIT,
                GpuMemory.wholeMib(limit),
                GpuMemory.mib(new Bytes(GpuMemory.JAVA)),
                GpuMemory.wholeMib(room)));
    var weights = GpuMemory.weightsIn(room);
    if (needed.compareTo(room) <= 0) {
      lines.add(
          "%s ≤ %s: each pod has the whole model (strategy None)."
              .formatted(GpuMemory.mib(needed), GpuMemory.wholeMib(room)));
      return new Sizing.Sized(0, Sizing.Strategy.NONE, 1, Optional.empty(), weights, lines);
    }
    var whole = GpuMemory.mib(GpuMemory.limitFor(needed));
    if (engine == Engine.SHARDS_ITSELF) {
      return new Sizing.Impossible(
          Sizing.Cause.ASKED,
          new Violation(
              LIMIT,
              "the weights need %s and a pod has room for %s; Steward cuts no model for an engine of yours"
                  .formatted(GpuMemory.mib(needed), GpuMemory.wholeMib(room)),
              "raise it to %s, or remove spec.runtime.image".formatted(whole)),
          lines);
    }
    var size = stages(model, weights, mostPods);
    if (size.isEmpty()) {
      return new Sizing.Impossible(
          Sizing.Cause.ASKED,
          new Violation(
              STRATEGY,
              "the weights need %s, a pod has room for %s, and %s"
                  .formatted(
                      GpuMemory.mib(needed), GpuMemory.wholeMib(room), Words.cut(model, mostPods)),
              "raise %s to %s for the whole model in each pod".formatted(LIMIT, whole)),
          lines);
    }
    lines.add(
        "%s > %s: %d stages, a pod each (strategy Pipeline)."
            .formatted(GpuMemory.mib(needed), GpuMemory.wholeMib(room), size.get()));
    return new Sizing.Sized(
        0, Sizing.Strategy.STAGES, size.get(), Optional.empty(), weights, lines);
  }

  /** The fewest stages, 2 or more, of which each has room for its weights. */
  static Optional<Integer> stages(ModelFacts model, Bytes weights, int mostPods) {
    return IntStream.rangeClosed(2, Math.min(mostPods, model.layers().size()))
        .filter(size -> fits(model, weights, size))
        .boxed()
        .findFirst();
  }

  static boolean fits(ModelFacts model, Bytes weights, int stages) {
    return StagePlanner.plan(STRATEGY, model.layers(), stages, Optional.of(weights))
        instanceof StagePlan.Possible;
  }
}
