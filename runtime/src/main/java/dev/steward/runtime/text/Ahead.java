package dev.steward.runtime.text;

import dev.steward.core.error.LoadException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that is loaded on a thread of its own, while its user does something else first.
 *
 * <p>It is closed either by who has taken it, or, where nobody has, as soon as it is loaded and no
 * longer wanted:
 *
 * <pre>{@code
 * try (var tokenizer = Ahead.of("tokenizer", () -> load(folder))) {
 *   var model = load(graph); // if this fails, the tokenizer is closed
 *   return new Embedder(model, tokenizer.take()); // from here on it is the embedder's
 * }
 * }</pre>
 *
 * @param <T> what is loaded
 */
public final class Ahead<T extends AutoCloseable> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Ahead.class);

  private final CompletableFuture<T> loaded = new CompletableFuture<>();
  private boolean taken;

  private Ahead() {}

  /** Loads something. */
  @FunctionalInterface
  public interface Loading<T> {
    T load() throws LoadException;
  }

  /**
   * Begins to load.
   *
   * @param what the thread's name
   */
  public static <T extends AutoCloseable> Ahead<T> of(String what, Loading<T> loading) {
    var ahead = new Ahead<T>();
    Thread.ofPlatform().name(what).daemon().start(() -> ahead.load(loading));
    return ahead;
  }

  private void load(Loading<T> loading) {
    try {
      loaded.complete(loading.load());
    } catch (LoadException | RuntimeException | Error e) {
      // Who takes it is told: native libraries throw any kind of Error.
      loaded.completeExceptionally(e);
    }
  }

  /**
   * Waits until it is loaded; from then on it is the caller's to close.
   *
   * @throws LoadException when it can't be loaded
   * @throws InterruptedException when the waiting thread is interrupted
   */
  public T take() throws LoadException, InterruptedException {
    try {
      var value = loaded.get();
      taken = true;
      return value;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case LoadException failed -> throw failed;
        case Error error -> throw error;
        case RuntimeException fault -> throw fault;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  /** Where nobody has taken it, it is closed once it is loaded; nobody waits for that. */
  @Override
  public void close() {
    if (!taken) {
      var _ = loaded.thenAccept(Ahead::end);
    }
  }

  private static void end(AutoCloseable unwanted) {
    try {
      unwanted.close();
    } catch (Exception e) {
      // Nobody waits for it any more who could be told.
      LOG.warn("what was loaded for nothing can't be closed", e);
    }
  }
}
