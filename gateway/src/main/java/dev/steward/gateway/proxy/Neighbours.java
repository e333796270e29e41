package dev.steward.gateway.proxy;

import dev.steward.gateway.audit.Trail;
import dev.steward.gateway.policy.Fence;

/**
 * Whom a gateway works with beside the pods.
 *
 * @param traffic told of each request that ended
 * @param own answers what goes to no pod
 * @param trail where requests leave their records
 * @param tasks that requests can belong to
 * @param fence whose requests aren't answered here now
 */
public record Neighbours(
    Traffic traffic, OwnAnswers own, Trail trail, SeenTasks tasks, Fence fence) {

  /** Nobody. */
  public static Neighbours none() {
    return new Neighbours(
        Traffic.unobserved(), OwnAnswers.none(), Trail.none(), SeenTasks.none(), new Fence());
  }

  /** The same with another listener. */
  public Neighbours with(Traffic other) {
    return new Neighbours(other, own, trail, tasks, fence);
  }

  /** The same with other answers. */
  public Neighbours with(OwnAnswers other) {
    return new Neighbours(traffic, other, trail, tasks, fence);
  }

  /** The same with another trail. */
  public Neighbours with(Trail other) {
    return new Neighbours(traffic, own, other, tasks, fence);
  }

  /** The same with other tasks. */
  public Neighbours with(SeenTasks other) {
    return new Neighbours(traffic, own, trail, other, fence);
  }

  /** The same with another fence. */
  public Neighbours with(Fence other) {
    return new Neighbours(traffic, own, trail, tasks, other);
  }
}
