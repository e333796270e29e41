package dev.steward.core.autoscale;

/** Which rule gave the number of replicas. */
public enum ScalingReason {
  /** The load, averaged over the stable window. */
  LOAD,
  /** The load of the last seconds, which differs from the stable window's by more than chance. */
  SURGE,
  /** The load will have grown by the time that a replica takes to start. */
  RISE,
  /** Requests wait; more than the load alone asks for, so that they are answered soon. */
  BACKLOG,
  /** A request waits and there is no replica. */
  WOKEN,
  /** Fewer would do, but more were needed a short time ago. */
  STEADYING,
  /** Fewer would do, but what was seen so far is less than a stable window. */
  WATCHING,
  /** No report of the load came for some seconds: nothing is lowered. */
  BLIND,
  /** Nobody has asked for {@code scaleToZeroAfter}. */
  QUIET,
  /** Nobody asks, but not yet for long enough to stop the last one. */
  LAST,
  /** {@code spec.scaling.min}. */
  MINIMUM,
  /** A minimum of the schedule. */
  SCHEDULE,
  /** The load asks for more than {@code spec.scaling.max}. */
  MAXIMUM,
  /** The load asks for more than may be added, or fewer than may be taken, at a time. */
  PACE
}
