package dev.steward.runtime;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LastWords;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.runtime.grpc.GrpcServer;
import dev.steward.runtime.http.AdminServer;
import dev.steward.runtime.http.BodyBudget;
import dev.steward.runtime.http.InferenceServer;
import dev.steward.runtime.http.OpenInference;
import dev.steward.runtime.http.PortException;
import dev.steward.runtime.http.ServedModel;
import dev.steward.runtime.http.Traffic;
import dev.steward.runtime.http.WebServer;
import dev.steward.runtime.load.ModelLoader;
import dev.steward.runtime.metrics.RuntimeMetrics;
import dev.steward.runtime.pool.Deadline;
import dev.steward.runtime.pool.InferencePool;
import dev.steward.runtime.pool.PoolSettings;
import dev.steward.trust.CredentialsException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one model over HTTP, and over gRPC where there is a port for it.
 *
 * <p>All ports answer from the start: probes are told that the model isn't ready, requests get 503
 * until it is.
 *
 * <pre>{@code
 * try (var server = ModelServer.start(config, settings)) {
 *   server.awaitLoaded().ifPresent(words -> tell(words.message()));
 *   call("http://127.0.0.1:" + server.port() + "/v2");
 * }
 * }</pre>
 */
public final class ModelServer implements RuntimeServer {

  private static final Logger LOG = LoggerFactory.getLogger(ModelServer.class);
  private static final Duration DRAIN_CHECK = Duration.ofMillis(20);
  private static final int REQUESTS_PER_STAGE = 4;

  /** A model of some GB is read in that time; a download breaks off at once. */
  private static final Duration BREAK_OFF = Duration.ofSeconds(10);

  private final RuntimeConfig config;
  private final ServerSettings settings;
  private final long begun = System.nanoTime();
  private final RuntimeMetrics metrics = new RuntimeMetrics();
  private final Traffic traffic = new Traffic();
  private final AtomicReference<ModelState> state = new AtomicReference<>(new ModelState.Loading());
  private final CountDownLatch opened = new CountDownLatch(1);
  private final CountDownLatch loaded = new CountDownLatch(1);
  private final CompletableFuture<LastWords> failure = new CompletableFuture<>();
  private final BodyBudget bodies;
  private final InferencePool pool;
  private final Thread loader;
  private final WebServer inference;
  private final WebServer admin;
  private final Optional<GrpcServer> grpc;
  private volatile boolean leaving;

  private ModelServer(RuntimeConfig config, ServerSettings settings) {
    this.config = config;
    this.settings = settings;
    bodies = new BodyBudget(settings.limits().allBodiesBytes());
    pool = new InferencePool(waiting(config, settings.pool()), metrics);
    metrics.watch(pool);
    loader = Thread.ofPlatform().name("model-loader").daemon().unstarted(this::load);
    loader.start();
    try {
      inference = openInference();
    } catch (PortException | CredentialsException e) {
      abandon();
      throw e;
    }
    try {
      admin =
          AdminServer.start(
              settings.host(), settings.adminPort(), settings.limits(), this::ready, metrics);
    } catch (PortException e) {
      inference.close();
      abandon();
      throw e;
    }
    try {
      grpc = openGrpc();
    } catch (PortException | CredentialsException e) {
      admin.close();
      inference.close();
      abandon();
      throw e;
    }
    opened.countDown();
  }

  /** After the other ports: its classes are many, and are loaded while the model is. */
  private Optional<GrpcServer> openGrpc() {
    return settings
        .grpc()
        .map(grpcAt ->
            GrpcServer.start(
                grpcAt.host(),
                grpcAt.port(),
                settings.tls(),
                settings.limits(),
                new OpenInference(new Served(), pool, version()),
                traffic,
                metrics,
                bodies,
                this::outOfMemory));
  }

  /**
   * Threads for requests. Where other processes compute too, they mostly wait, and there must be
   * enough of them to give all stages something to do.
   */
  private static PoolSettings waiting(RuntimeConfig config, PoolSettings pool) {
    return config
        .stage()
        .map(stage ->
            new PoolSettings(
                Math.max(pool.threads(), REQUESTS_PER_STAGE * stage.stages()), 1, pool.queue()))
        .orElse(pool);
  }

  private WebServer openInference() {
    return InferenceServer.start(
        settings.host(),
        settings.port(),
        settings.tls(),
        settings.limits(),
        new Served(),
        pool,
        traffic,
        metrics,
        bodies,
        version(),
        this::outOfMemory);
  }

  private void abandon() {
    loader.interrupt();
    pool.close();
    metrics.close();
  }

  /**
   * Opens both ports and begins to load the model.
   *
   * @throws PortException when a port can't be opened
   * @throws CredentialsException when there should be credentials and are none
   */
  public static ModelServer start(RuntimeConfig config, ServerSettings settings) {
    return new ModelServer(config, settings);
  }

  private void load() {
    try {
      var model = ModelLoader.of(settings.places(), settings.pool()).load(config);
      // Who is told that the model is ready must find the ports open.
      opened.await();
      var time = Duration.ofNanos(System.nanoTime() - begun);
      state.set(new ModelState.Ready(model, Instant.now()));
      metrics.loaded(time);
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
      loaded.countDown();
    }
  }

  private void outOfMemory(OutOfMemoryError e) {
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

  /** The port for inference. */
  public int port() {
    return inference.port();
  }

  /** The port for inference over gRPC, where one is open. */
  public OptionalInt grpcPort() {
    return grpc.map(it -> OptionalInt.of(it.port())).orElse(OptionalInt.empty());
  }

  @Override
  public int adminPort() {
    return admin.port();
  }

  /**
   * Waits until the model is ready, which gives nothing, or can't be served, which gives why.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   */
  @Override
  public Optional<LastWords> awaitLoaded() throws InterruptedException {
    loaded.await();
    return state.get() instanceof ModelState.Failed(var words)
        ? Optional.of(words)
        : Optional.empty();
  }

  @Override
  public boolean isLoading() {
    return loaded.getCount() > 0;
  }

  @Override
  public CompletableFuture<LastWords> failure() {
    return failure.copy();
  }

  private boolean ready() {
    return !leaving
        && state.get() instanceof ModelState.Ready ready
        && ready.model().unavailable().isEmpty();
  }

  /**
   * Leaves as {@link DrainSettings} say: not ready at once, still serving for a moment, then
   * finishing what it has begun. {@link #close} comes afterwards.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   */
  @Override
  public void drain() throws InterruptedException {
    var drain = settings.drain();
    leaving = true;
    LOG.info("draining");
    var atLeast = Deadline.in(drain.atLeast());
    var atMost = Deadline.in(drain.atMost());
    while (!atMost.passed()
        && !(atLeast.passed() && traffic.quiet().compareTo(drain.quiet()) >= 0)) {
      Thread.sleep(DRAIN_CHECK);
    }
    grpc.ifPresent(GrpcServer::leave);
    traffic.closeToNew();
    var finish = Deadline.in(drain.finish());
    while (traffic.underway() > 0 && !finish.passed()) {
      Thread.sleep(DRAIN_CHECK);
    }
    LOG.info("drained, {} requests are left", traffic.underway());
  }

  /** Stops at once; {@link #drain} before it lets requests end. */
  @Override
  public void close() {
    leaving = true;
    traffic.closeToNew();
    loader.interrupt();
    grpc.ifPresent(GrpcServer::close);
    inference.close();
    admin.close();
    pool.close();
    metrics.close();
    awaitBrokenOff();
    if (pool.idle()
        && state.getAndSet(new ModelState.Loading()) instanceof ModelState.Ready ready) {
      ready.model().close();
    }
  }

  /** The engine can't be interrupted, and a process that ends under its feet crashes. */
  private void awaitBrokenOff() {
    try {
      if (!loader.join(BREAK_OFF)) {
        LOG.warn("the model is still being loaded after {} s", BREAK_OFF.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String version() {
    var packaged = ModelServer.class.getPackage().getImplementationVersion();
    return packaged == null ? "development" : packaged;
  }

  /** The model as the routes see it. */
  private final class Served implements ServedModel {

    @Override
    public String name() {
      return config.model();
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
}
