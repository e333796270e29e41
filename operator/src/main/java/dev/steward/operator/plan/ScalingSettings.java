package dev.steward.operator.plan;

import dev.steward.core.autoscale.AutoscaleSettings;
import dev.steward.core.autoscale.ScalingMetric;

/** How many pods a service asks for, and who says so: {@code spec.scaling}. */
public sealed interface ScalingSettings {

  /** Pods asked for at the moment, 0 to 1000. */
  int replicas();

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
