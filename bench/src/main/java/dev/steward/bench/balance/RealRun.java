package dev.steward.bench.balance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Sends jobs when they are due, whether or not the earlier ones are done. */
final class RealRun {
  private RealRun() {}

  /**
   * The latencies of all jobs, in nanoseconds, each from the moment it was due.
   *
   * @param ports where the next request goes
   */
  static Histogram run(List<Job> jobs, Supplier<Integer> ports) throws IOException {
    var latencies = new ConcurrentHistogram(3);
    var failure = new AtomicReference<@Nullable Throwable>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var client =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(threads)
                .build()) {
      var begin = System.nanoTime();
      for (var job : jobs) {
        var due = begin + job.atNanos();
        for (var left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        var port = ports.get();
        var _ =
            client
                .sendAsync(request(port, job), HttpResponse.BodyHandlers.ofString())
                .whenComplete((answer, why) -> {
                  if (why != null) {
                    failure.compareAndSet(null, why);
                  } else if (answer.statusCode() != 200) {
                    failure.compareAndSet(
                        null,
                        new IOException("%d: %s".formatted(answer.statusCode(), answer.body())));
                  } else {
                    latencies.recordValue(System.nanoTime() - due);
                  }
                });
      }
    }
    if (failure.get() != null) {
      throw new IOException("a request failed", failure.get());
    }
    return latencies;
  }

  private static HttpRequest request(int port, Job job) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:%d/v2/models/balanced/infer".formatted(port)))
        .timeout(Duration.ofSeconds(60))
        .POST(HttpRequest.BodyPublishers.ofString(String.valueOf(job.workNanos())))
        .build();
  }
}
