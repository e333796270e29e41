package dev.steward.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * A number of clients, each of which has a connection of its own and sends its next request when
 * the last is answered. One thread serves them all: with one for each, clients wait for the two
 * cores in a queue with the server's threads, and that wait is then most of what is measured.
 */
@FunctionalInterface
public interface ClosedLoop {

  /**
   * What came back.
   *
   * @param perSecond answers a second, from the first request to the last answer
   * @param nanos latencies in nanoseconds
   */
  record Result(double perSecond, Histogram nanos) {

    /** Milliseconds below which {@code percent} of the answers lie. */
    public double millis(double percent) {
      return nanos.getValueAtPercentile(percent) / 1e6;
    }
  }

  /** Clients of HTTP. */
  static ClosedLoop of(Target target) {
    return of(List.of(target));
  }

  /** Clients of HTTP that take turns in choosing what they ask, each then over and over. */
  static ClosedLoop of(List<Target> targets) {
    return new HttpClients(targets);
  }

  /**
   * Sends for {@code duration}, and waits for what is still to be answered.
   *
   * @throws IOException if any request fails: a throughput with errors in it means nothing
   */
  Result run(int clients, Duration duration) throws IOException, InterruptedException;
}
