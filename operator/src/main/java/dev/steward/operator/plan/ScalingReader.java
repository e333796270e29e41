package dev.steward.operator.plan;

import static java.util.Objects.requireNonNullElse;

import dev.steward.api.v1alpha1.GoDuration;
import dev.steward.api.v1alpha1.ModelServiceSpec.Metric;
import dev.steward.api.v1alpha1.ModelServiceSpec.Mode;
import dev.steward.api.v1alpha1.ModelServiceSpec.Scaling;
import dev.steward.core.autoscale.AutoscaleSettings;
import dev.steward.core.autoscale.ScalingMetric;
import dev.steward.core.autoscale.ScheduledMinimum;
import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code spec.scaling}. */
final class ScalingReader {
  private static final int DEFAULT_MAX = 10;
  private static final int DEFAULT_TARGET = 8;
  private static final Duration STABLE = Duration.ofSeconds(60);
  private static final Duration QUIET = Duration.ofMinutes(5);

  private final Scaling scaling;
  private final Function<Violation, ? extends RuntimeException> refused;

  private ScalingReader(Scaling scaling, Function<Violation, ? extends RuntimeException> refused) {
    this.scaling = scaling;
    this.refused = refused;
  }

  /**
   * The settings.
   *
   * @param refused makes the exception that carries the first violation out
   */
  static ScalingSettings read(
      @Nullable Scaling scaling, Function<Violation, ? extends RuntimeException> refused) {
    var given =
        requireNonNullElse(
            scaling, new Scaling(null, null, null, null, null, null, null, null, null, null));
    var replicas = requireNonNullElse(given.replicas(), 1);
    return switch (requireNonNullElse(given.mode(), Mode.Builtin)) {
      case Builtin ->
          new ScalingSettings.Builtin(replicas, new ScalingReader(given, refused).autoscale());
      case External -> new ScalingSettings.External(replicas);
      case Fixed -> new ScalingSettings.Fixed(replicas);
    };
  }

  private AutoscaleSettings autoscale() {
    var stable = duration("stableWindow", scaling.stableWindow(), STABLE);
    return AutoscaleSettings.check(
            requireNonNullElse(scaling.min(), 1),
            requireNonNullElse(scaling.max(), DEFAULT_MAX),
            switch (requireNonNullElse(scaling.metric(), Metric.Concurrency)) {
              case Concurrency -> ScalingMetric.CONCURRENCY;
              case RequestRate -> ScalingMetric.REQUEST_RATE;
              case QueueDepth -> ScalingMetric.QUEUE_DEPTH;
            },
            requireNonNullElse(scaling.target(), DEFAULT_TARGET),
            stable,
            duration("panicWindow", scaling.panicWindow(), stable.dividedBy(10)),
            duration("scaleToZeroAfter", scaling.scaleToZeroAfter(), QUIET),
            schedule())
        .orThrow(refused::apply);
  }

  private List<ScheduledMinimum> schedule() {
    var given = scaling.schedule();
    var read = new ArrayList<ScheduledMinimum>();
    for (var at = 0; given != null && at < given.size(); at++) {
      var entry = given.get(at);
      read.add(
          valid(
              ScheduledMinimum.parse(
                  "spec.scaling.schedule[%d]".formatted(at),
                  entry.cron(),
                  requireNonNullElse(entry.timeZone(), "UTC"),
                  entry.min())));
    }
    return read;
  }

  private Duration duration(String field, @Nullable String text, Duration absent) {
    return text == null ? absent : valid(GoDuration.parse("spec.scaling." + field, text));
  }

  private <T> T valid(Checked<T> checked) {
    return checked.orThrow(refused::apply);
  }
}
