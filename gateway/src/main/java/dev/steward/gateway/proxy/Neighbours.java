package dev.steward.gateway.proxy;

import dev.steward.gateway.audit.Trail;
import dev.steward.gateway.policy.Fence;
import dev.steward.tracing.Tracing;

/**
 * Whom a gateway works with beside the pods.
 *
 * @param traffic told of each request that ended
 * @param own answers what goes to no pod
 * @param trail where requests leave their records
 * @param tasks that requests can belong to
 * @param fence whose requests aren't answered here now
 * @param tracing told of each request as a span
 */
public record Neighbours(
    Traffic traffic, OwnAnswers own, Trail trail, SeenTasks tasks, Fence fence, Tracing tracing) {

  /** Nobody. */
  public static Neighbours none() {
    return new Neighbours(
        Traffic.unobserved(),
        OwnAnswers.none(),
        Trail.none(),
        SeenTasks.none(),
        new Fence(),
        Tracing.off());
  }

  /** The same with another listener. */
  public Neighbours with(Traffic other) {
    return new Neighbours(other, own, trail, tasks, fence, tracing);
  }

  /** The same with other answers. */
  public Neighbours with(OwnAnswers other) {
    return new Neighbours(traffic, other, trail, tasks, fence, tracing);
  }

  /** The same with another trail. */
  public Neighbours with(Trail other) {
    return new Neighbours(traffic, own, other, tasks, fence, tracing);
  }

  /** The same with other tasks. */
  public Neighbours with(SeenTasks other) {
    return new Neighbours(traffic, own, trail, other, fence, tracing);
  }

  /** The same with another fence. */
  public Neighbours with(Fence other) {
    return new Neighbours(traffic, own, trail, tasks, other, tracing);
  }

  /** The same with others who are told. */
  public Neighbours with(Tracing other) {
    return new Neighbours(traffic, own, trail, tasks, fence, other);
  }
}
