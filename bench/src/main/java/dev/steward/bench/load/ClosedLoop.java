package dev.steward.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** A number of clients, each of which sends its next request when the last is answered. */
public final class ClosedLoop {
  private ClosedLoop() {}

  /**
   * What came back.
   *
   * @param perSecond answers a second, from the first request to the last answer
   * @param nanos latencies in nanoseconds
   */
  public record Result(double perSecond, Histogram nanos) {

    /** Milliseconds below which {@code percent} of the answers lie. */
    public double millis(double percent) {
      return nanos.getValueAtPercentile(percent) / 1e6;
    }
  }

  /** Answers a second; see {@link #run}. */
  public static double perSecond(Target target, int clients, Duration duration)
      throws IOException, InterruptedException {
    return run(target, clients, duration).perSecond();
  }

  /**
   * Sends for {@code duration}, and waits for what is still to be answered.
   *
   * @throws IOException if any request fails: a throughput with errors in it means nothing
   */
  public static Result run(Target target, int clients, Duration duration)
      throws IOException, InterruptedException {
    var nanos = new ConcurrentHistogram(Duration.ofMinutes(5).toNanos(), 3);
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      var start = System.nanoTime();
      var end = start + duration.toNanos();
      var done =
          IntStream.range(0, clients)
              .mapToObj(i -> threads.submit(() -> client(target, end, nanos)))
              .toList();
      var answers = 0L;
      for (Future<Long> each : done) {
        answers += each.get();
      }
      return new Result(answers / ((System.nanoTime() - start) / 1e9), nanos);
    } catch (ExecutionException e) {
      throw new IOException("a request failed", e.getCause());
    }
  }

  private static long client(Target target, long end, ConcurrentHistogram nanos)
      throws IOException {
    var answers = 0L;
    try (var connection = new Connection(target)) {
      for (long begun = System.nanoTime(); begun < end; answers++) {
        var status = connection.exchange();
        if (status != 200) {
          throw new IOException("answered with status " + status);
        }
        var now = System.nanoTime();
        nanos.recordValue(now - begun);
        begun = now;
      }
    }
    return answers;
  }
}
