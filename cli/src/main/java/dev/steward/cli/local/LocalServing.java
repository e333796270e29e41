package dev.steward.cli.local;

import dev.steward.core.check.Violation;
import dev.steward.core.error.LastWords;
import dev.steward.core.runtime.Arrival;
import dev.steward.core.serving.Protocol;
import dev.steward.core.serving.ServingConfig;
import dev.steward.gateway.GatewayServer;
import dev.steward.gateway.GatewaySettings;
import dev.steward.gateway.proxy.Neighbours;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.runtime.ServerSettings;
import dev.steward.store.Places;
import dev.steward.tracing.Tracing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * A gateway and a runtime for each service, in this process.
 *
 * <p>The address answers soon; requests get 503 until every model is loaded.
 */
public final class LocalServing implements AutoCloseable {

  private static final Duration FINISH = Duration.ofSeconds(10);
  private static final Duration CHECK = Duration.ofMillis(20);

  private final List<LocalService> services;
  private final GatewayServer gateway;
  private final List<LocalModel> models;
  private final Tracing tracing;

  private LocalServing(
      List<LocalService> services,
      GatewayServer gateway,
      List<LocalModel> models,
      Tracing tracing) {
    this.services = List.copyOf(services);
    this.gateway = gateway;
    this.models = List.copyOf(models);
    this.tracing = tracing;
  }

  /**
   * Begins to load the models and opens the address.
   *
   * @param host to listen on
   * @param port to listen on; 0 means a free one
   * @param cache folder for what is downloaded
   * @param stageCommand computes a later stage of a sharded model, in a process of its own
   * @throws IllegalStateException if the address can't be bound; the message says which
   */
  public static LocalServing start(
      List<LocalService> services, String host, int port, Path cache, List<String> stageCommand) {
    return start(services, host, port, cache, stageCommand, Optional.empty(), Tracing.off());
  }

  /**
   * The same, with each runtime speaking gRPC too, and requests told as spans.
   *
   * @param grpc where; of several services each gets a free port
   * @param tracing by the gateway and the runtimes; is closed with them
   */
  public static LocalServing start(
      List<LocalService> services,
      String host,
      int port,
      Path cache,
      List<String> stageCommand,
      Optional<ServerSettings.Grpc> grpc,
      Tracing tracing) {
    var models = new ArrayList<LocalModel>();
    try {
      // First, because they load while the gateway starts.
      services.forEach(service ->
          models.add(
              LocalModel.start(service.stages(), stageCommand, places(cache), grpc, tracing)));
      var gateway =
          GatewayServer.start(
              GatewaySettings.defaults().withHost(host).withFrontPort(port),
              withoutPods(services, models),
              Neighbours.none().with(tracing));
      return new LocalServing(services, gateway, models, tracing);
    } catch (IllegalStateException e) {
      models.forEach(LocalModel::close);
      tracing.close();
      throw e;
    }
  }

  /**
   * Models have addresses on this machine, or are downloaded, by the credentials in the folder of
   * {@code STEWARD_MODEL_SECRET}: nothing is looked up by claim.
   */
  public static Places places(Path cache) {
    var places = new Places(cache.resolve("volumes"), cache);
    var secret = System.getenv("STEWARD_MODEL_SECRET");
    return secret == null || secret.isBlank() ? places : places.withSecret(Path.of(secret));
  }

  /** The port it got. */
  public int port() {
    return gateway.frontPort();
  }

  /** The port for gRPC of a service, where one is open; services are counted from 0. */
  public OptionalInt grpcPort(int service) {
    return models.get(service).grpcPort();
  }

  /** How far models are that have to be brought, by their names. */
  public Map<String, Arrival> arrivals() {
    var arrivals = new HashMap<String, Arrival>();
    for (var i = 0; i < services.size(); i++) {
      var name = services.get(i).runtime().model();
      models.get(i).arrival().ifPresent(arrival -> arrivals.put(name, arrival));
    }
    return arrivals;
  }

  /**
   * Waits until every service answers, or one can't.
   *
   * @return why it can't; empty when all answer
   * @throws InterruptedException when the waiting thread is interrupted
   */
  public Optional<Violation> awaitReady() throws InterruptedException {
    for (var model : models) {
      var failure = model.awaitReady();
      if (failure.isPresent()) {
        return Optional.of(told(failure.get()));
      }
    }
    gateway.follow(withPods());
    return Optional.empty();
  }

  /** Completes with the reason if a service can't go on. */
  public CompletableFuture<Violation> failure() {
    var failures = models.stream().map(LocalModel::failure).toArray(CompletableFuture[]::new);
    return CompletableFuture.anyOf(failures).thenApply(words -> told((LastWords) words));
  }

  /** Lets requests in hand end, within a bound, and stops. */
  @Override
  public void close() {
    var deadline = System.nanoTime() + FINISH.toNanos();
    try {
      while (gateway.inFlight() > 0 && System.nanoTime() < deadline) {
        Thread.sleep(CHECK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    gateway.close();
    models.forEach(LocalModel::close);
    tracing.close();
  }

  private static Routes withoutPods(List<LocalService> services, List<LocalModel> models) {
    var routes = new ArrayList<ServiceRoute>();
    for (var i = 0; i < services.size(); i++) {
      routes.add(new ServiceRoute(serving(services.get(i), models.get(i)), Map.of()));
    }
    return Routes.onFrontPort(routes);
  }

  private Routes withPods() {
    var routes = new ArrayList<ServiceRoute>();
    for (var i = 0; i < services.size(); i++) {
      var service = services.get(i);
      var model = models.get(i);
      var pods = Map.of(service.revision(), List.of(model.address()));
      routes.add(new ServiceRoute(serving(service, model), pods));
    }
    return Routes.onFrontPort(routes);
  }

  /** In a cluster the runtime speaks gRPC always, here where it is told to. */
  private static ServingConfig serving(LocalService service, LocalModel model) {
    return service
        .serving()
        .speaking(
            model.grpcPort().isPresent()
                ? EnumSet.allOf(Protocol.class)
                : EnumSet.of(Protocol.HTTP));
  }

  /** Last words are {@code field: problem; remedy} already. */
  private static Violation told(LastWords words) {
    var field = words.message().indexOf(": ");
    var remedy = words.message().indexOf("; ", Math.max(field, 0));
    return field < 0 || remedy < 0
        ? new Violation(words.code().code(), words.message(), "see the message")
        : new Violation(
            words.message().substring(0, field),
            words.message().substring(field + 2, remedy),
            words.message().substring(remedy + 2));
  }
}
