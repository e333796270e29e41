package dev.steward.bench.balance;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.HdrHistogram.Histogram;

/** Pods on a virtual clock; each computes one request at a time, in the order they came. */
final class Simulation {
  private Simulation() {}

  private record End(long atNanos, Choice.Place place) {}

  /**
   * The latencies of all jobs, in nanoseconds.
   *
   * @param speeds of the pods
   */
  static Histogram run(List<Job> jobs, double[] speeds, Choice choice) {
    var latencies = new Histogram(3);
    var freeAt = new long[speeds.length];
    var ends = new PriorityQueue<End>(Comparator.comparingLong(End::atNanos));
    for (var job : jobs) {
      for (var end = ends.peek();
          end != null && end.atNanos() <= job.atNanos();
          end = ends.peek()) {
        ends.remove().place().giveBack();
      }
      var place = choice.next();
      var pod = place.pod();
      freeAt[pod] = Math.max(freeAt[pod], job.atNanos()) + (long) (job.workNanos() / speeds[pod]);
      ends.add(new End(freeAt[pod], place));
      latencies.recordValue(freeAt[pod] - job.atNanos());
    }
    return latencies;
  }
}
