package dev.steward.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** A number of clients, each of which sends its next request when the last is answered. */
public final class ClosedLoop {
  private ClosedLoop() {}

  /**
   * Answers a second over {@code duration}.
   *
   * @throws IOException if any request fails: a throughput with errors in it means nothing
   */
  public static double perSecond(Target target, int clients, Duration duration)
      throws IOException, InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var start = System.nanoTime();
      var end = start + duration.toNanos();
      var counts =
          IntStream.range(0, clients)
              .mapToObj(i -> threads.submit(() -> client(target, end)))
              .toList();
      var answers = 0L;
      for (Future<Long> count : counts) {
        answers += count.get();
      }
      return answers / ((System.nanoTime() - start) / 1e9);
    } catch (ExecutionException e) {
      throw new IOException("a request failed", e.getCause());
    }
  }

  private static long client(Target target, long end) throws IOException {
    var answers = 0L;
    try (var connection = new Connection(target)) {
      for (; System.nanoTime() < end; answers++) {
        var status = connection.exchange();
        if (status != 200) {
          throw new IOException("answered with status " + status);
        }
      }
    }
    return answers;
  }
}
