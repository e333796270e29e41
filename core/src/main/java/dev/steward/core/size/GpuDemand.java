package dev.steward.core.size;

import static java.util.Objects.requireNonNull;

import dev.steward.core.model.ModelFacts;
import java.util.OptionalInt;

/**
 * What is to be sized for GPUs.
 *
 * @param model what its file says
 * @param engine what computes it
 * @param spread how one copy is to be spread over pods
 * @param given GPUs of each pod, where they aren't to be found
 * @param mostPods of one copy
 */
public record GpuDemand(
    ModelFacts model, Engine engine, Spread spread, OptionalInt given, int mostPods) {

  /** A pod gets no more. */
  public static final int MOST_GPUS = 64;

  public GpuDemand {
    requireNonNull(model, "model");
    requireNonNull(engine, "engine");
    requireNonNull(spread, "spread");
    requireNonNull(given, "given");
  }

  /** The field whose value asked for it. */
  String field() {
    return given.isPresent() ? "spec.sharding.strategy" : "spec.accelerator.count";
  }
}
