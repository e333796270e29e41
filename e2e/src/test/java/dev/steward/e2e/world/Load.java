package dev.steward.e2e.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Clients that ask one service without a pause and note every request that failed: one that keeps
 * its connection, and one that connects anew for each request, so that every gateway is asked.
 */
public final class Load implements AutoCloseable {

  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicInteger answered = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> clients = new ArrayList<>();

  private Load() {}

  /** Begins to ask for embeddings. */
  public static Load on(String url) {
    var load = new Load();
    var request = Services.embeddingOf("under load");
    var path = url + "/v1/embeddings";
    load.begin(() -> Http.attemptPost(path, request));
    load.begin(() -> Http.attemptPostAnew(path, request));
    return load;
  }

  private void begin(Supplier<Optional<Http.Answer>> client) {
    clients.add(Thread.ofVirtual().start(() -> ask(client)));
  }

  private void ask(Supplier<Optional<Http.Answer>> client) {
    while (!stopped.get()) {
      var answer = client.get();
      if (answer.filter(given -> given.status() == 200).isPresent()) {
        answered.incrementAndGet();
      } else {
        failures.add(answer.map(Http.Answer::text).orElse("no answer"));
      }
    }
  }

  /** Waits until so many more requests have been answered. */
  public void awaitMore(int requests) {
    var goal = answered.get() + requests;
    var _ =
        Await.until(
            requests + " more answers", Duration.ofMinutes(1), answered::get, n -> n >= goal);
  }

  /** What failed so far. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    stopped.set(true);
    for (var client : clients) {
      try {
        client.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
