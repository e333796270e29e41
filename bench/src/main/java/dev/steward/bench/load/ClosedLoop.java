package dev.steward.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * A number of clients, each of which sends its next request when the last is answered. Each has a
 * thread of the system: virtual ones take twice as much of the cores that the server shares.
 */
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

  /** A client, and what it asks over and over. */
  public interface Client extends AutoCloseable {

    /**
     * Asks once, and waits for the answer.
     *
     * @throws IOException when it isn't the right one
     */
    void ask() throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Makes clients. */
  @FunctionalInterface
  public interface Clients {
    /** One more, with a connection of its own. */
    Client another() throws IOException;
  }

  /** Clients of HTTP. */
  public static Clients of(Target target) {
    return () -> new HttpClient(new Connection(target));
  }

  private record HttpClient(Connection connection) implements Client {
    @Override
    public void ask() throws IOException {
      int status = connection.exchange();
      if (status != 200) {
        throw new IOException("answered with status " + status);
      }
    }

    @Override
    public void close() throws IOException {
      connection.close();
    }
  }

  /** Answers a second; see {@link #run}. */
  public static double perSecond(Target target, int clients, Duration duration)
      throws IOException, InterruptedException {
    return run(target, clients, duration).perSecond();
  }

  /** See {@link #run(Clients, int, Duration)}. */
  public static Result run(Target target, int clients, Duration duration)
      throws IOException, InterruptedException {
    return run(of(target), clients, duration);
  }

  /**
   * Sends for {@code duration}, and waits for what is still to be answered.
   *
   * @throws IOException if any request fails: a throughput with errors in it means nothing
   */
  public static Result run(Clients asking, int clients, Duration duration)
      throws IOException, InterruptedException {
    var nanos = new ConcurrentHistogram(Duration.ofMinutes(5).toNanos(), 3);
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      var start = System.nanoTime();
      var end = start + duration.toNanos();
      var done =
          IntStream.range(0, clients)
              .mapToObj(i -> threads.submit(() -> client(asking, end, nanos)))
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

  private static long client(Clients asking, long end, ConcurrentHistogram nanos)
      throws IOException {
    var answers = 0L;
    try (var client = asking.another()) {
      for (long begun = System.nanoTime(); begun < end; answers++) {
        client.ask();
        var now = System.nanoTime();
        nanos.recordValue(now - begun);
        begun = now;
      }
    }
    return answers;
  }
}
