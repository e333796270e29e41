package dev.steward.bench.runtime;

import dev.steward.bench.Checkout;
import dev.steward.bench.Ports;
import dev.steward.bench.load.Readiness;
import dev.steward.bench.load.Target;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A peer that runs, with all its processes. */
record PeerServer(Peer peer, Launched launched) implements AutoCloseable {

  /** What clients call the model. */
  static final String MODEL = "m";

  private static final Duration LIMIT = Duration.ofMinutes(2);

  /**
   * Starts it, and waits until it answers {@code question}.
   *
   * @param model an ONNX file
   * @param folder for what it prints
   */
  static PeerServer start(Peer peer, Checkout checkout, Path model, Path folder, String question)
      throws IOException {
    var server = launch(peer, checkout, model, folder);
    try {
      Readiness.await(server.asks(question), LIMIT);
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** As {@link #start}, but doesn't wait. */
  static PeerServer launch(Peer peer, Checkout checkout, Path model, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    int port = Ports.free();
    return new PeerServer(
        peer,
        new Launched(
            builder(peer, checkout, model, port)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(folder.resolve(peer.called() + ".log").toFile()))
                .start(),
            port));
  }

  private static ProcessBuilder builder(Peer peer, Checkout checkout, Path model, int port)
      throws IOException {
    var builder =
        new ProcessBuilder(peer.command(checkout))
            .directory(checkout.root().resolve("bench/peers").toFile());
    var grpc = String.valueOf(Ports.free());
    builder
        .environment()
        .putAll(
            Map.ofEntries(
                Map.entry("PEER_MODEL", model.toString()),
                Map.entry("PEER_THREADS", String.valueOf(peer.threads())),
                Map.entry("PEER_WORKERS", String.valueOf(peer.workers())),
                Map.entry("PEER_PORT", String.valueOf(port)),
                Map.entry("PEER_GRPC_PORT", grpc),
                Map.entry("MLSERVER_HTTP_PORT", String.valueOf(port)),
                Map.entry("MLSERVER_GRPC_PORT", grpc),
                Map.entry("MLSERVER_METRICS_PORT", String.valueOf(Ports.free())),
                Map.entry("MLSERVER_PARALLEL_WORKERS", String.valueOf(peer.workers())),
                Map.entry("BENTOML_PORT", String.valueOf(port)),
                Map.entry("BENTOML_DO_NOT_TRACK", "True"),
                Map.entry("RAY_USAGE_STATS_ENABLED", "0"),
                Map.entry("PYTHONDONTWRITEBYTECODE", "1")));
    return builder;
  }

  /** Where it answers. */
  int port() {
    return launched.port();
  }

  /** A request with that body, of the kind that it understands. */
  Target asks(String body) {
    return Target.post("127.0.0.1", port(), peer.wire().path(), body);
  }

  @Override
  public void close() {
    launched.close();
  }
}
