package dev.steward.runtime;

import dev.steward.core.error.LastWords;
import dev.steward.core.runtime.Arrival;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.runtime.grpc.GrpcServer;
import dev.steward.runtime.http.AdminServer;
import dev.steward.runtime.http.BodyBudget;
import dev.steward.runtime.http.InferenceServer;
import dev.steward.runtime.http.OpenInference;
import dev.steward.runtime.http.Traffic;
import dev.steward.runtime.metrics.RuntimeMetrics;
import dev.steward.runtime.pool.Deadline;
import dev.steward.runtime.pool.InferencePool;
import dev.steward.runtime.pool.PoolSettings;
import dev.steward.runtime.web.PortException;
import dev.steward.runtime.web.WebServer;
import dev.steward.trust.CredentialsException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one model or those of a repository over HTTP, and over gRPC where there is a port for it.
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

  private final ServerSettings settings;
  private final RuntimeMetrics metrics = new RuntimeMetrics();
  private final Traffic traffic = new Traffic();
  private final BodyBudget bodies;
  private final InferencePool pool;
  private final Served<?> served;
  private final WebServer inference;
  private final WebServer admin;
  private final Optional<GrpcServer> grpc;
  private volatile boolean leaving;

  private ModelServer(RuntimeConfig config, ServerSettings settings) {
    this.settings = settings;
    bodies = new BodyBudget(settings.limits().allBodiesBytes());
    pool = new InferencePool(waiting(config, settings.pool()), metrics);
    metrics.watch(pool);
    settings.tracing().counts().ifPresent(metrics::spans);
    served = Served.start(config, settings, metrics);
    try {
      inference = openInference();
    } catch (PortException | CredentialsException e) {
      abandon();
      throw e;
    }
    try {
      admin =
          AdminServer.start(
              settings.host(),
              settings.adminPort(),
              settings.limits(),
              this::ready,
              this::arrival,
              metrics);
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
    served.loading().announce();
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
                new OpenInference(served.models(), pool, version()),
                traffic,
                metrics,
                settings.tracing(),
                bodies,
                served.loading()::outOfMemory));
  }

  /**
   * Threads for requests. Where other processes compute too, they mostly wait, and there must be
   * enough of them to give all stages something to do. Of many models each run has one thread, and
   * as many run at once as there are cores.
   */
  private static PoolSettings waiting(RuntimeConfig config, PoolSettings pool) {
    if (config.repository().isPresent()) {
      return new PoolSettings(pool.threads() * pool.threadsPerRun(), 1, pool.queue());
    }
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
        served.models(),
        pool,
        traffic,
        metrics,
        settings.tracing(),
        bodies,
        version(),
        served.loading()::outOfMemory);
  }

  private void abandon() {
    served.breakOff();
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
    return served.loading().await();
  }

  /** How far the model is that has to be brought; empty where it hasn't, or has been loaded. */
  public Optional<Arrival> arrival() {
    return served.arrival();
  }

  @Override
  public boolean isLoading() {
    return served.loading().isUnderway();
  }

  @Override
  public CompletableFuture<LastWords> failure() {
    return served.loading().failure();
  }

  private boolean ready() {
    return !leaving && served.models().unready().isEmpty();
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
    served.breakOff();
    grpc.ifPresent(GrpcServer::close);
    inference.close();
    admin.close();
    pool.close();
    metrics.close();
    served.loading().awaitEnd();
    if (pool.idle()) {
      served.close();
    }
  }

  static String version() {
    var packaged = ModelServer.class.getPackage().getImplementationVersion();
    return packaged == null ? "development" : packaged;
  }
}
