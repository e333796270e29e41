package dev.steward.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Requests at a fixed rate, whether or not the earlier ones are answered. */
public final class OpenLoop {
  private OpenLoop() {}

  /**
   * What came back.
   *
   * @param nanos latencies in nanoseconds, each from the moment its request was due
   * @param failed requests with another status than 200, or none
   */
  public record Result(Histogram nanos, long failed) {
    /** Milliseconds below which {@code percent} of the answers lie. */
    public double millis(double percent) {
      return nanos.getValueAtPercentile(percent) / 1e6;
    }
  }

  /** Sends {@code perSecond} requests a second for {@code duration}. */
  public static Result run(Target target, int perSecond, Duration duration) {
    var nanos = new ConcurrentHistogram(Duration.ofMinutes(1).toNanos(), 3);
    var failed = new AtomicLong();
    var idle = new ConcurrentLinkedDeque<Connection>();
    var total = perSecond * duration.toSeconds();
    var gap = Duration.ofSeconds(1).toNanos() / perSecond;
    try (var requests = Executors.newVirtualThreadPerTaskExecutor()) {
      var start = System.nanoTime();
      for (var i = 0L; i < total; i++) {
        var due = start + i * gap;
        waitUntil(due);
        requests.execute(() -> {
          if (answered(target, idle)) {
            nanos.recordValue(System.nanoTime() - due);
          } else {
            failed.incrementAndGet();
          }
        });
      }
    }
    idle.forEach(OpenLoop::closeQuietly);
    return new Result(nanos, failed.get());
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

  private static boolean answered(Target target, ConcurrentLinkedDeque<Connection> idle) {
    try {
      var taken = idle.pollFirst();
      var connection = taken != null ? taken : new Connection(target);
      var status = connection.exchange();
      idle.addFirst(connection);
      return status == 200;
    } catch (IOException e) {
      return false;
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
