package dev.steward.bench.runtime;

import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import dev.steward.bench.load.ClosedLoop;
import dev.steward.bench.load.Readiness;
import dev.steward.bench.load.Target;
import dev.steward.core.model.ModelTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * From the start of a process to its first answer, and what it holds then and after some work:
 * MiniLM with weights of 8 bits in the runtime's image and in other model servers, turn by turn.
 */
public final class Startup implements Benchmark {

  private static final int TURNS = 5;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int CLIENTS = 8;
  private static final Duration WORK = Duration.ofSeconds(3);
  private static final Question QUESTION = new Question(16);
  private static final String TEXT = "{\"model\":\"m\",\"input\":\"A first sentence.\"}";

  @Override
  public String name() {
    return "startup";
  }

  @Override
  public String summary() {
    return "first answer and memory of MiniLM (int8) against other model servers";
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    checkout.run(Duration.ofMinutes(5), Map.of(), List.of("dev/models", "minilm-q"));
    var said = checkout.run(Duration.ofMinutes(20), Map.of(), List.of("dev/peers"));
    var peers = Arrays.stream(Peer.values()).filter(peer -> peer.isInstalled(checkout)).toList();
    Progress.say("startup: measured are %s (%s)", peers, said.strip());
    var folder = Files.createDirectories(checkout.root().resolve(".state/bench/startup"));
    var texts = checkout.root().resolve(".state/models/minilm-q").toRealPath();
    var model = folder.resolve("model");
    SentenceModel.write(texts, model);
    var image = UnpackedImage.in(folder, checkout);

    var servers = new ArrayList<Server>();
    servers.add(
        new Server(
            "tensors",
            () -> image.launch(model, ModelTask.TENSOR),
            port -> QUESTION.json(port, UnpackedImage.MODEL)));
    servers.add(
        new Server(
            "texts",
            () -> image.launch(texts, ModelTask.EMBEDDING),
            port -> Target.post("127.0.0.1", port, "/v1/embeddings", TEXT)));
    peers.forEach(peer -> servers.add(server(peer, checkout, model, folder)));
    for (int turn = 0; turn < TURNS; turn++) {
      for (var server : servers) {
        server.measure();
      }
    }
    return figures(servers);
  }

  private static Server server(Peer peer, Checkout checkout, Path model, Path folder) {
    return new Server(
        peer.called(),
        () -> PeerServer.launch(peer, checkout, model.resolve("model.onnx"), folder).launched(),
        port -> Target.post("127.0.0.1", port, peer.wire().path(), peer.wire().body(QUESTION)));
  }

  private Figures figures(List<Server> servers) {
    var figures = new Figures(name());
    for (var server : servers) {
      server.put(figures);
    }
    var ours = servers.getFirst();
    return figures
        .put("first_answer_s", ours.median(Seen::seconds))
        .put("rss_mb", ours.median(Seen::first))
        .put("rss_busy_mb", ours.median(Seen::busy))
        .put("best_peer_first_answer_s", least(servers, Seen::seconds))
        .put("best_peer_rss_mb", least(servers, Seen::first));
  }

  /** Of the peers, which stand behind our own two. */
  private static double least(List<Server> servers, ToDoubleFunction<Seen> of) {
    return servers.stream().skip(2).mapToDouble(peer -> peer.median(of)).min().orElse(Double.NaN);
  }

  /** Starts a server. */
  private interface Launch {
    Launched start() throws IOException;
  }

  /** A request for the server at a port. */
  private interface Asking {
    Target at(int port);
  }

  /**
   * What one start showed.
   *
   * @param seconds until the first answer
   * @param first MiB after it
   * @param busy MiB after some work
   */
  private record Seen(double seconds, double first, double busy) {}

  /** One of those that are compared, with what was seen of it. */
  private record Server(String called, Launch launch, Asking asking, List<Seen> seen) {

    Server(String called, Launch launch, Asking asking) {
      this(called, launch, asking, new ArrayList<>());
    }

    void measure() throws IOException, InterruptedException {
      long start = System.nanoTime();
      try (var launched = launch.start()) {
        var target = asking.at(launched.port());
        Readiness.await(target, LIMIT);
        double seconds = (System.nanoTime() - start) / 1e9;
        double first = launched.mebibytes();
        var _ = ClosedLoop.of(target).run(CLIENTS, WORK);
        seen.add(new Seen(seconds, first, launched.mebibytes()));
        Progress.say(
            "startup: %s: first answer after %.3f s, %.0f MiB, %.0f after some work",
            called, seconds, first, seen.getLast().busy());
      }
    }

    double median(ToDoubleFunction<Seen> of) {
      return Progress.median(seen.stream().mapToDouble(of).toArray());
    }

    void put(Figures figures) {
      var _ =
          figures
              .put(called + "_s", median(Seen::seconds))
              .put(called + "_mb", median(Seen::first))
              .put(called + "_busy_mb", median(Seen::busy));
    }
  }
}
