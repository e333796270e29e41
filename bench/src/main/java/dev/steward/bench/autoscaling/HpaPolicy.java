package dev.steward.bench.autoscaling;

import dev.steward.core.autoscale.AutoscaleSettings;
import dev.steward.core.autoscale.Capacity;
import dev.steward.core.autoscale.LoadSample;
import dev.steward.core.autoscale.simulate.ScalingPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

/**
 * The algorithm of Kubernetes' HorizontalPodAutoscaler v2 with its defaults, on a metric of type
 * AverageValue: every 15 s, within a tolerance of a tenth nothing is changed; up by four pods or to
 * twice as many at a time, down to the largest number that was recommended in five minutes. It
 * never goes below one.
 *
 * <p>Source: Kubernetes' documentation, "Horizontal Pod Autoscaling", algorithm details and default
 * behavior.
 */
final class HpaPolicy implements ScalingPolicy {

  private static final int SYNC_SECONDS = 15;
  private static final double TOLERANCE = 0.1;
  private static final Duration STABILISATION = Duration.ofMinutes(5);

  /** Part of a replica's target that is aimed at: as in Knative, so that both have equal room. */
  private static final double UTILISATION = 0.7;

  private record Recommendation(Instant at, int replicas) {}

  private final AutoscaleSettings settings;
  private final ArrayDeque<Double> recent = new ArrayDeque<>();
  private final ArrayDeque<Recommendation> recommendations = new ArrayDeque<>();

  HpaPolicy(AutoscaleSettings settings) {
    this.settings = settings;
  }

  @Override
  public int replicas(LoadSample sample, Capacity capacity, Instant now) {
    recent.add(sample.inFlight());
    if (recent.size() > SYNC_SECONDS) {
      recent.remove();
    }
    if (now.getEpochSecond() % SYNC_SECONDS != 0) {
      return capacity.desired();
    }
    var current = Math.max(1, capacity.desired());
    var recommended = recommended(current);
    recommendations.add(new Recommendation(now, recommended));
    recommendations.removeIf(old -> old.at().isBefore(now.minus(STABILISATION)));
    var stabilised =
        recommended >= current
            ? recommended
            : Math.min(
                current,
                recommendations.stream().mapToInt(Recommendation::replicas).max().orElse(current));
    var limited = Math.min(stabilised, Math.max(current + 4, 2 * current));
    return Math.clamp(limited, Math.max(1, settings.min()), settings.max());
  }

  private int recommended(int current) {
    var target = settings.target() * UTILISATION;
    var load = recent.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    var ratio = load / (target * current);
    return Math.abs(ratio - 1) <= TOLERANCE ? current : (int) Math.ceil(load / target);
  }
}
