package dev.steward.runtime.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** What a process that serves a repository counts besides; no model's name is among the labels. */
public final class RepositoryMetrics {

  private final MeterRegistry registry;
  private final Timer loads;
  private final Counter failures;
  private final Counter unloads;

  RepositoryMetrics(MeterRegistry registry) {
    this.registry = registry;
    loads =
        Timer.builder("steward.runtime.models.loads")
            .description("Time from the moment a model had room until it had answered once")
            .serviceLevelObjectives(RuntimeMetrics.BUCKETS)
            .register(registry);
    failures =
        Counter.builder("steward.runtime.models.load.failures")
            .description("Loads that ended without a model")
            .register(registry);
    unloads =
        Counter.builder("steward.runtime.models.unloads")
            .description("Models that have left memory")
            .register(registry);
  }

  /**
   * Shows what is in memory.
   *
   * @param bound bytes that may be held
   */
  public void watch(IntSupplier loaded, LongSupplier held, long bound) {
    Gauge.builder("steward.runtime.models.loaded", loaded::getAsInt)
        .description("Models in memory that can answer")
        .strongReference(true)
        .register(registry);
    Gauge.builder("steward.runtime.models.held", held::getAsLong)
        .baseUnit("bytes")
        .description("What models in memory count for, and those on their way in or out")
        .strongReference(true)
        .register(registry);
    Gauge.builder("steward.runtime.models.bound", () -> bound)
        .baseUnit("bytes")
        .description("What they may count for together")
        .strongReference(true)
        .register(registry);
  }

  /** A model is loaded. */
  public void loaded(Duration time) {
    loads.record(time);
  }

  /** A model couldn't be loaded. */
  public void failed() {
    failures.increment();
  }

  /** A model was closed. */
  public void unloaded() {
    unloads.increment();
  }
}
