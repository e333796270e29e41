package dev.steward.runtime;

import dev.steward.core.error.LastWords;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.runtime.web.PortException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a runtime's process does: serve a model over HTTP, or compute a later stage of one. */
public sealed interface RuntimeServer extends AutoCloseable permits ModelServer, StageServer {

  /**
   * Starts what {@code config} asks for.
   *
   * @throws PortException when a port can't be opened
   */
  static RuntimeServer start(RuntimeConfig config, ServerSettings settings) {
    return config.stage().filter(stage -> stage.index() > 0).isPresent()
        ? StageServer.start(config, config.stage().get(), settings)
        : ModelServer.start(config, settings);
  }

  /** The port for probes and metrics. */
  int adminPort();

  /**
   * Waits until the model is ready, which gives nothing, or can't be served, which gives why.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   */
  Optional<LastWords> awaitLoaded() throws InterruptedException;

  /** Whether the model is still being loaded: nothing was begun that could be drained. */
  boolean isLoading();

  /** Is given why, if the server can't go on, now or later; never completes while it can. */
  CompletableFuture<LastWords> failure();

  /**
   * Leaves: not ready at once, and it returns when what was begun is done or has had its time.
   * {@link #close} comes afterwards.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   */
  void drain() throws InterruptedException;

  /** Stops at once. */
  @Override
  void close();
}
