package dev.steward.core.autoscale.simulate;

import dev.steward.core.autoscale.Capacity;
import dev.steward.core.autoscale.LoadSample;
import java.time.Instant;

/** Somebody who says how many replicas there should be. Made anew for each simulation. */
@FunctionalInterface
public interface ScalingPolicy {

  /**
   * Asked after each second.
   *
   * @param sample the second that has just passed
   * @param capacity what there is
   * @return replicas to ask for
   */
  int replicas(LoadSample sample, Capacity capacity, Instant now);
}
