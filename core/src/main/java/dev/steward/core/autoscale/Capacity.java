package dev.steward.core.autoscale;

import java.time.Instant;
import java.util.List;

/**
 * What a service has at a moment.
 *
 * @param desired replicas asked for: {@code spec.scaling.replicas}
 * @param replicas those that exist and aren't on their way out
 */
public record Capacity(int desired, List<Replica> replicas) {

  public Capacity {
    if (desired < 0) {
      throw new IllegalArgumentException("desired is 0 or more: " + desired);
    }
    replicas = List.copyOf(replicas);
  }

  /** Those that answer. */
  public int ready() {
    return (int) replicas.stream().filter(replica -> replica.ready().isPresent()).count();
  }

  /** When each of those that don't answer yet was asked for. */
  List<Instant> starting() {
    return replicas.stream()
        .filter(replica -> replica.ready().isEmpty())
        .map(Replica::created)
        .toList();
  }
}
