package dev.steward.runtime;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LastWords;
import dev.steward.core.error.LoadException;
import dev.steward.core.runtime.Arrival;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.runtime.StageConfig;
import dev.steward.runtime.http.AdminServer;
import dev.steward.runtime.load.ModelLoader;
import dev.steward.runtime.metrics.RuntimeMetrics;
import dev.steward.runtime.pipeline.LaterStage;
import dev.steward.runtime.pool.Deadline;
import dev.steward.runtime.web.PortException;
import dev.steward.runtime.web.WebServer;
import dev.steward.store.Arriving;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes a stage after the first one. It takes no requests: only the stage before it, on the port
 * of its own among the members, and probes.
 */
public final class StageServer implements RuntimeServer {

  private static final Logger LOG = LoggerFactory.getLogger(StageServer.class);
  private static final Duration DRAIN_CHECK = Duration.ofMillis(50);

  private final RuntimeConfig config;
  private final StageConfig stage;
  private final ServerSettings settings;
  private final RuntimeMetrics metrics = new RuntimeMetrics();
  private final AtomicReference<Optional<LaterStage>> loadedStage =
      new AtomicReference<>(Optional.empty());
  private final CountDownLatch loaded = new CountDownLatch(1);
  private final CompletableFuture<LastWords> failure = new CompletableFuture<>();
  private final long begun = System.nanoTime();
  private final Arriving arriving = ModelLoader.arriving();
  private final WebServer admin;
  private final Thread loader;
  private volatile boolean leaving;

  private StageServer(RuntimeConfig config, StageConfig stage, ServerSettings settings) {
    this.config = config;
    this.stage = stage;
    this.settings = settings;
    settings.tracing().counts().ifPresent(metrics::spans);
    admin =
        AdminServer.start(
            settings.host(),
            settings.adminPort(),
            settings.limits(),
            this::ready,
            this::arrival,
            metrics);
    loader = Thread.ofPlatform().name("model-loader").daemon().start(this::load);
  }

  /**
   * Begins to load the stage.
   *
   * @throws PortException when the port for probes can't be opened
   */
  static StageServer start(RuntimeConfig config, StageConfig stage, ServerSettings settings) {
    return new StageServer(config, stage, settings);
  }

  private void load() {
    try {
      var device = ModelLoader.device(settings.device(), config);
      metrics.computesOn(device);
      var later =
          ModelLoader.of(settings.places(), settings.pool(), arriving)
              .on(device)
              .telling(settings.tracing())
              .loadLater(config, stage, settings.host());
      loadedStage.set(Optional.of(later));
      if (leaving) {
        later.close();
      }
      var time = Duration.ofNanos(System.nanoTime() - begun);
      metrics.loaded(time);
      LOG.info(
          "stage {} of {} of model {} is loaded after {} ms",
          stage.index(),
          stage.stages(),
          config.model(),
          time.toMillis());
    } catch (LoadException e) {
      fail(e.failure().lastWords());
    } catch (InterruptedException e) {
      LOG.info("loading was broken off");
    } catch (RuntimeException | Error e) {
      LOG.error("loading failed", e);
      fail(new LastWords(ErrorCode.INTERNAL, "an error of Steward's own while loading: " + e));
    } finally {
      loaded.countDown();
    }
  }

  private void fail(LastWords words) {
    if (failure.complete(words)) {
      LOG.error("{}: {}", words.code().code(), words.message());
    }
  }

  private Optional<Arrival> arrival() {
    return isLoading() ? arriving.now() : Optional.empty();
  }

  private boolean ready() {
    return !leaving && loadedStage.get().filter(later -> later.missing().isEmpty()).isPresent();
  }

  @Override
  public int adminPort() {
    return admin.port();
  }

  @Override
  public Optional<LastWords> awaitLoaded() throws InterruptedException {
    loaded.await();
    return Optional.ofNullable(failure.getNow(null));
  }

  @Override
  public boolean isLoading() {
    return loaded.getCount() > 0;
  }

  @Override
  public CompletableFuture<LastWords> failure() {
    return failure.copy();
  }

  /**
   * Goes on until the stage before it has left: it has the requests, or is nearer to them, and
   * drains by itself.
   */
  @Override
  public void drain() throws InterruptedException {
    leaving = true;
    LOG.info("draining");
    var drain = settings.drain();
    var atMost = Deadline.in(drain.atMost().plus(drain.finish()));
    while (!atMost.passed() && called()) {
      Thread.sleep(DRAIN_CHECK);
    }
  }

  private boolean called() {
    return loadedStage.get().filter(later -> later.port().called()).isPresent();
  }

  @Override
  public void close() {
    leaving = true;
    loader.interrupt();
    loadedStage.get().ifPresent(LaterStage::close);
    admin.close();
    metrics.close();
  }
}
