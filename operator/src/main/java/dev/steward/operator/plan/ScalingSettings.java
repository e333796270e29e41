package dev.steward.operator.plan;

import dev.steward.core.autoscale.AutoscaleSettings;

/** How many pods a service asks for, and who says so: {@code spec.scaling}. */
public sealed interface ScalingSettings {

  /** Pods asked for at the moment, 0 to 1000. */
  int replicas();

  /** Steward's autoscaler writes the number. */
  record Builtin(int replicas, AutoscaleSettings autoscale) implements ScalingSettings {}

  /**
   * Somebody else writes it, by the scale subresource: a HorizontalPodAutoscaler, KEDA, a person.
   */
  record External(int replicas) implements ScalingSettings {}

  /** The service's file says it. */
  record Fixed(int replicas) implements ScalingSettings {}
}
