package dev.steward.operator.plan;

import dev.steward.core.autoscale.AutoscaleSettings;
import dev.steward.core.autoscale.ScalingMetric;

/** How many pods a service asks for, and who says so: {@code spec.scaling}. */
public sealed interface ScalingSettings {

  /** Pods asked for at the moment, 0 to 1000. */
  int replicas();

  /** The same with no more pods than that. */
  default ScalingSettings atMost(int most) {
    return switch (this) {
      case Builtin(var asked, var autoscale) -> new Builtin(Math.min(asked, most), autoscale);
      case External(var asked) -> new External(Math.min(asked, most));
      case Fixed(var asked) -> new Fixed(Math.min(asked, most));
    };
  }

  /**
   * Requests at once that one pod is meant for; what a service that says nothing gets, if it isn't
   * known.
   */
  default double concurrency() {
    return AutoscaleSettings.DEFAULT.target();
  }

  /** Steward's autoscaler writes the number. */
  record Builtin(int replicas, AutoscaleSettings autoscale) implements ScalingSettings {
    @Override
    public double concurrency() {
      return autoscale.metric() == ScalingMetric.CONCURRENCY
          ? autoscale.target()
          : AutoscaleSettings.DEFAULT.target();
    }
  }

  /**
   * Somebody else writes it, by the scale subresource: a HorizontalPodAutoscaler, KEDA, a person.
   */
  record External(int replicas) implements ScalingSettings {}

  /** The service's file says it. */
  record Fixed(int replicas) implements ScalingSettings {}
}
