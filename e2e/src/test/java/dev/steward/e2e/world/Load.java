package dev.steward.e2e.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A few clients that ask one service without a pause, and note every request that failed. */
public final class Load implements AutoCloseable {

  private static final int CLIENTS = 2;

  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicInteger answered = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> clients = new ArrayList<>();

  private Load() {}

  /** Begins to ask for embeddings. */
  public static Load on(String url) {
    var load = new Load();
    for (var i = 0; i < CLIENTS; i++) {
      load.clients.add(Thread.ofVirtual().start(() -> load.ask(url + "/v1/embeddings")));
    }
    return load;
  }

  private void ask(String url) {
    while (!stopped.get()) {
      Optional<Http.Answer> answer = Http.attemptPost(url, Services.embeddingOf("under load"));
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
