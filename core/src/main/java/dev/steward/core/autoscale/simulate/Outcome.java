package dev.steward.core.autoscale.simulate;

import java.util.List;

/**
 * What came of a simulation.
 *
 * @param seconds one row for each second, the time after the trace's end included in which the last
 *     requests are answered
 * @param requests that arrived
 * @param missed of them, those that waited longer than the model's patience
 * @param replicaSeconds time of replicas from being asked for to their end
 * @param changes how often the number asked for was changed
 */
public record Outcome(
    List<Row> seconds, long requests, long missed, double replicaSeconds, int changes) {

  public Outcome {
    seconds = List.copyOf(seconds);
  }

  /**
   * One second.
   *
   * @param arrived requests
   * @param waiting on average
   * @param desired replicas asked for at its end
   * @param ready replicas that answer, at its end
   * @param existing replicas that cost, at its end: those that start and drain included
   */
  public record Row(double arrived, double waiting, int desired, int ready, int existing) {}
}
