package dev.steward.runtime;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LastWords;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.runtime.http.ServedModel;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.load.ModelLoader;
import dev.steward.runtime.metrics.ModelAccount;
import dev.steward.runtime.metrics.RuntimeMetrics;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One model from the moment its loading begins, on a thread of its own. */
final class Loading implements ServedModel {

  private static final Logger LOG = LoggerFactory.getLogger(Loading.class);

  /** A model of some GB is read in that time; a download breaks off at once. */
  private static final Duration BREAK_OFF = Duration.ofSeconds(10);

  private final RuntimeConfig config;
  private final ServerSettings settings;
  private final RuntimeMetrics metrics;
  private final ModelAccount account = new ModelAccount();
  private final long begun = System.nanoTime();
  private final AtomicReference<ModelState> state = new AtomicReference<>(new ModelState.Loading());
  private final CountDownLatch announced = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CompletableFuture<LastWords> failure = new CompletableFuture<>();
  private final Thread thread =
      Thread.ofPlatform().name("model-loader").daemon().unstarted(this::load);

  private Loading(RuntimeConfig config, ServerSettings settings, RuntimeMetrics metrics) {
    this.config = config;
    this.settings = settings;
    this.metrics = metrics;
  }

  /** Begins to load. */
  static Loading start(RuntimeConfig config, ServerSettings settings, RuntimeMetrics metrics) {
    var loading = new Loading(config, settings, metrics);
    loading.thread.start();
    return loading;
  }

  /** Lets the model be ready: who is told that it is must find the ports open. */
  void announce() {
    announced.countDown();
  }

  private void load() {
    try {
      var model = ModelLoader.of(settings.places(), settings.pool()).load(config);
      announced.await();
      var time = Duration.ofNanos(System.nanoTime() - begun);
      state.set(new ModelState.Ready(model, Instant.now()));
      metrics.loaded(time);
      if (model instanceof LoadedModel.Generation(var writer)) {
        metrics.writes(writer);
      }
      LOG.info(
          "model {} is ready after {} ms, {} ms after the process began",
          config.model(),
          time.toMillis(),
          sinceProcessBegan().toMillis());
    } catch (LoadException e) {
      fail(e.failure().lastWords());
    } catch (InterruptedException e) {
      LOG.info("loading was broken off");
    } catch (OutOfMemoryError e) {
      outOfMemory(e);
    } catch (RuntimeException | Error e) {
      // Native libraries and their loaders throw any kind of Error; a server that waits on after
      // one would never be ready.
      LOG.error("loading failed", e);
      fail(new LastWords(ErrorCode.INTERNAL, "an error of Steward's own while loading: " + e));
    } finally {
      ended.countDown();
    }
  }

  /** The process has run out of memory, while loading or later: it serves no more. */
  void outOfMemory(OutOfMemoryError e) {
    fail(
        new LastWords(
            ErrorCode.OUT_OF_MEMORY,
            "spec.runtime.resources: the process ran out of memory ("
                + e.getMessage()
                + "); give the pod more memory, or send smaller requests"));
  }

  /** What the JVM itself took is part of a cold start; the kernel's own time is too coarse. */
  private static Duration sinceProcessBegan() {
    var began = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    return Duration.between(began, Instant.now());
  }

  private void fail(LastWords words) {
    state.set(new ModelState.Failed(words));
    if (failure.complete(words)) {
      LOG.error("{}: {}", words.code().code(), words.message());
    }
  }

  /** Waits until the model is ready, which gives nothing, or can't be served, which gives why. */
  Optional<LastWords> await() throws InterruptedException {
    ended.await();
    return state.get() instanceof ModelState.Failed(var words)
        ? Optional.of(words)
        : Optional.empty();
  }

  /** Whether it is still being loaded. */
  boolean isUnderway() {
    return ended.getCount() > 0;
  }

  /** Is completed when the model can't be served, or not any more. */
  CompletableFuture<LastWords> failure() {
    return failure.copy();
  }

  /** Nobody waits for the model any more. */
  void breakOff() {
    thread.interrupt();
  }

  /** The engine can't be interrupted, and a process that ends under its feet crashes. */
  void awaitEnd() {
    try {
      if (!thread.join(BREAK_OFF)) {
        LOG.warn("the model is still being loaded after {} s", BREAK_OFF.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives the model's memory back; nothing may be computed any more. */
  void closeModel() {
    if (state.getAndSet(new ModelState.Loading()) instanceof ModelState.Ready ready) {
      if (ready.model() instanceof LoadedModel.Generation(var writer)) {
        metrics.writesNoMore(writer);
      }
      ready.model().close();
    }
  }

  @Override
  public String name() {
    return config.model();
  }

  @Override
  public ModelAccount account() {
    return account;
  }

  @Override
  public Outcome<Loaded> loaded() {
    return switch (state.get()) {
      case ModelState.Ready(var model, var since) ->
          model
              .unavailable()
              .<Outcome<Loaded>>map(Outcome::refused)
              .orElseGet(() -> Outcome.done(new Loaded(model, since)));
      case ModelState.Loading() ->
          Outcome.refused(Refusal.of(ErrorCode.NO_REPLICA, "the model is still being loaded"));
      case ModelState.Failed(var words) ->
          Outcome.refused(
              Refusal.of(ErrorCode.NO_REPLICA, "the model can't be served: " + words.message()));
    };
  }
}
