package dev.steward.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Requests at a fixed rate, whether or not the earlier ones are answered. */
public final class OpenLoop {
  private static final String ANSWERED = "status 200";

  private OpenLoop() {}

  /**
   * What came back.
   *
   * @param nanos latencies in nanoseconds, each from the moment its request was due
   * @param failures how many requests got another status than 200, or none, by what they got
   */
  public record Result(Histogram nanos, Map<String, Long> failures) {

    /** Requests that weren't answered with 200. */
    public long failed() {
      return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Milliseconds below which {@code percent} of the answers lie. */
    public double millis(double percent) {
      return nanos.getValueAtPercentile(percent) / 1e6;
    }
  }

  /** Sends {@code perSecond} requests a second for {@code duration}. */
  public static Result run(Target target, int perSecond, Duration duration) {
    var nanos = new ConcurrentHistogram(Duration.ofMinutes(1).toNanos(), 3);
    var failures = new ConcurrentHashMap<String, Long>();
    var idle = new ConcurrentLinkedDeque<Connection>();
    var total = perSecond * duration.toSeconds();
    var gap = Duration.ofSeconds(1).toNanos() / perSecond;
    try (var requests = Executors.newVirtualThreadPerTaskExecutor()) {
      var start = System.nanoTime();
      for (var i = 0L; i < total; i++) {
        var due = start + i * gap;
        waitUntil(due);
        requests.execute(() -> {
          var outcome = outcome(target, idle);
          if (outcome.equals(ANSWERED)) {
            nanos.recordValue(System.nanoTime() - due);
          } else {
            failures.merge(outcome, 1L, Long::sum);
          }
        });
      }
    }
    idle.forEach(OpenLoop::closeQuietly);
    return new Result(nanos, Map.copyOf(failures));
  }

  /** Parks to within 100 µs and spins the rest: a timer alone is late by as much as is measured. */
  private static void waitUntil(long due) {
    for (var left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      if (left > 100_000) {
        LockSupport.parkNanos(left - 100_000);
      } else {
        Thread.onSpinWait();
      }
    }
  }

  private static String outcome(Target target, ConcurrentLinkedDeque<Connection> idle) {
    try {
      var taken = idle.pollFirst();
      var connection = taken != null ? taken : new Connection(target);
      var status = connection.exchange();
      idle.addFirst(connection);
      return "status " + status;
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
