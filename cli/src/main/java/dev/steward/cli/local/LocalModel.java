package dev.steward.cli.local;

import dev.steward.core.error.LastWords;
import dev.steward.core.runtime.Arrival;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.gateway.route.PodAddress;
import dev.steward.runtime.ModelServer;
import dev.steward.runtime.ServerSettings;
import dev.steward.store.Places;
import dev.steward.tracing.Tracing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One service's runtime: in this process, and for each later stage in a process of its own. */
final class LocalModel implements AutoCloseable {

  /** Runtimes are reached by the gateway and by each other alone. */
  static final String LOOPBACK = "127.0.0.1";

  private final ModelServer server;
  private final List<StageProcess> later;

  private LocalModel(ModelServer server, List<StageProcess> later) {
    this.server = server;
    this.later = List.copyOf(later);
  }

  /**
   * Begins to load.
   *
   * @param stages one configuration for each, or one of the whole model
   * @param stageCommand computes a later stage
   * @param grpc where inference is spoken over gRPC too, if anywhere
   * @param tracing told of each request
   */
  static LocalModel start(
      List<RuntimeConfig> stages,
      List<String> stageCommand,
      Places places,
      Optional<ServerSettings.Grpc> grpc,
      Tracing tracing) {
    var later = new ArrayList<StageProcess>();
    stages.stream().skip(1).forEach(config -> later.add(new StageProcess(config, stageCommand)));
    var settings = settings(places, grpc).withTracing(tracing);
    return new LocalModel(ModelServer.start(stages.getFirst(), settings), later);
  }

  private static ServerSettings settings(Places places, Optional<ServerSettings.Grpc> grpc) {
    var settings = ServerSettings.forThisMachine(LOOPBACK, 0, 0, places);
    return grpc.map(settings::withGrpc).orElse(settings);
  }

  /** Where the gateway finds it. */
  PodAddress address() {
    var address = new PodAddress(LOOPBACK, port());
    var grpc = grpcPort();
    return grpc.isPresent() ? address.withGrpc(grpc.getAsInt()) : address;
  }

  /** The port for gRPC, where one is open. */
  OptionalInt grpcPort() {
    return server.grpcPort();
  }

  /** How far its model is that has to be brought; empty where it hasn't, or has been loaded. */
  Optional<Arrival> arrival() {
    return server.arrival();
  }

  int port() {
    return server.port();
  }

  /** Waits until it answers, which gives nothing, or never will, which gives why. */
  Optional<LastWords> awaitReady() throws InterruptedException {
    var loaded = new CompletableFuture<Optional<LastWords>>();
    var waiting =
        Thread.ofVirtual()
            .start(() -> {
              try {
                loaded.complete(server.awaitLoaded());
              } catch (InterruptedException e) {
                loaded.complete(Optional.empty());
              }
            });
    for (var stage : later) {
      var _ = stage.failure().thenAccept(words -> loaded.complete(Optional.of(words)));
    }
    try {
      return loaded.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      waiting.interrupt();
    }
  }

  /** Completes with the reason if it can't go on. */
  CompletableFuture<LastWords> failure() {
    var any = server.failure();
    for (var stage : later) {
      any = any.applyToEither(stage.failure(), words -> words);
    }
    return any;
  }

  @Override
  public void close() {
    server.close();
    later.forEach(StageProcess::close);
  }
}
