package dev.steward.bench.runtime;

import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import dev.steward.bench.load.ClosedLoop;
import dev.steward.bench.load.Target;
import dev.steward.bench.model.IdentityModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * MiniLM and an identity model in Steward's runtime and in other model servers, each asked in JSON,
 * turn by turn with Steward. Those that can't be installed here are left out, and it is said.
 */
public final class RuntimePeers implements Benchmark {

  private static final int TURNS = 3;

  /** Where three don't tell which of two is faster, as where both only wait for the engine. */
  private static final int MORE_TURNS = 6;

  private static final Duration EACH = Duration.ofSeconds(1);

  /** Until what is run often is compiled, where somebody compiles. */
  private static final Duration OUR_WARM_UP = Duration.ofSeconds(15);

  /** Here the compilers' work is a tenth of all for half a minute. */
  private static final Duration NOOP_WARM_UP = Duration.ofSeconds(30);

  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final List<Integer> CLIENTS = List.of(1, 8, 32, 128);
  private static final int CROWD = 128;
  private static final int NOOP_CLIENTS = 32;

  @Override
  public String name() {
    return "runtime-peers";
  }

  @Override
  public String summary() {
    return "MiniLM and an identity model at 1 to 128 clients against other model servers";
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    checkout.run(Duration.ofMinutes(5), Map.of(), List.of("dev/models", "minilm", "minilm-q"));
    var said = checkout.run(Duration.ofMinutes(20), Map.of(), List.of("dev/peers"));
    var peers = Arrays.stream(Peer.values()).filter(peer -> peer.isInstalled(checkout)).toList();
    Progress.say("runtime-peers: measured are %s (%s)", peers, said.strip());
    var figures = new Figures(name());
    nothing(checkout, peers, figures);
    var worst = new Worst();
    for (var weights : Weights.values()) {
      sentences(checkout, peers, weights, figures, worst);
    }
    var _ = figures.put("peer_ratio", worst.rows).put("p99_ratio", worst.p99);
    return figures;
  }

  /** What is served. */
  private enum Weights {
    FP32("minilm", Optional.empty()),
    INT8("minilm-q", Optional.of(32));

    private final String original;
    private final Optional<Integer> maxBatch;

    Weights(String original, Optional<Integer> maxBatch) {
      this.original = original;
      this.maxBatch = maxBatch;
    }

    String called() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The least favourable ratios seen: of rows a second, and of the 99th percentile. */
  private static final class Worst {
    private double rows = Double.POSITIVE_INFINITY;
    private double p99;
  }

  private static void sentences(
      Checkout checkout, List<Peer> peers, Weights weights, Figures figures, Worst worst)
      throws Exception {
    var folder = checkout.root().resolve(".state/bench/runtime-peers").resolve(weights.called());
    var model = Files.createDirectories(folder.resolve("model"));
    SentenceModel.write(checkout.root().resolve(".state/models").resolve(weights.original), model);
    try (var steward = Steward.start(model, folder, weights.maxBatch)) {
      for (int tokens : List.of(16, 128)) {
        var ours = ours(steward, new Question(tokens));
        steward.awaitAnswer(ours);
        warmUp(ours, OUR_WARM_UP);
      }
      for (var peer : peers) {
        try (var server =
            PeerServer.start(
                peer,
                checkout,
                model.resolve("model.onnx"),
                folder,
                peer.wire().body(new Question(16)))) {
          against(server, steward, weights, figures, worst);
          if (peer == Peer.KSERVE_1 && weights == Weights.FP32) {
            mixed(server, steward, figures);
          }
        }
      }
    }
  }

  private static Contender contender(Steward steward, Target target) {
    return new Contender(target, steward.process().process());
  }

  private static Contender contender(PeerServer server, Target target) {
    return new Contender(target, server.launched().process());
  }

  private static Target ours(Steward steward, Question question) {
    return question.json(steward.port(), Steward.MODEL);
  }

  private static void warmUp(Target target, Duration each)
      throws IOException, InterruptedException {
    for (int clients : List.of(1, 32)) {
      var _ = ClosedLoop.of(target).run(clients, each);
    }
  }

  private static void against(
      PeerServer server, Steward steward, Weights weights, Figures figures, Worst worst)
      throws Exception {
    for (int tokens : List.of(16, 128)) {
      var question = new Question(tokens);
      var theirs = server.asks(server.peer().wire().body(question));
      warmUp(theirs, WARM_UP);
      for (int clients : CLIENTS) {
        var what = "%s_%d_%d".formatted(weights.called(), tokens, clients);
        try {
          var pair =
              Pair.measure(
                  contender(steward, ours(steward, question)),
                  contender(server, theirs),
                  clients,
                  TURNS,
                  MORE_TURNS,
                  EACH);
          pair.put(what, server.peer().called(), figures);
          worst.rows = Math.min(worst.rows, pair.rate());
          worst.p99 = clients == CROWD ? Math.max(worst.p99, pair.p99()) : worst.p99;
        } catch (IOException e) {
          // Some refuse where they are asked for too much; then there is nothing to compare with.
          Progress.say(
              "runtime-peers: %s, %s: %s",
              what, server.peer().called(), String.valueOf(e.getCause()));
        }
      }
    }
  }

  /**
   * Rows of unequal length: KServe computes one request at a time, so that its answers are right.
   */
  private static void mixed(PeerServer server, Steward steward, Figures figures)
      throws IOException, InterruptedException {
    var ratios = new double[TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
      ratios[turn] = MixedLengths.of(steward.port()).rows() / MixedLengths.of(server.port()).rows();
    }
    var _ = figures.put("mixed_ratio", Progress.median(ratios));
  }

  /** What a request costs besides the model. */
  private static void nothing(Checkout checkout, List<Peer> peers, Figures figures)
      throws Exception {
    var folder = checkout.root().resolve(".state/bench/runtime-peers/noop");
    var model = folder.resolve("model");
    IdentityModel.write(model);
    double rate = Double.POSITIVE_INFINITY;
    double p99 = 0;
    try (var steward = Steward.start(model, folder, Optional.empty())) {
      var ours = Target.post("127.0.0.1", steward.port(), Question.path(Steward.MODEL), Noop.BODY);
      steward.awaitAnswer(ours);
      warmUp(ours, NOOP_WARM_UP);
      for (var peer : peers) {
        if (peer.wire() == Peer.Wire.OPEN_INFERENCE) {
          var pair = noop(checkout, peer, folder, contender(steward, ours));
          pair.put("noop", peer.called(), figures);
          rate = Math.min(rate, pair.rate());
          p99 = Math.max(p99, pair.p99());
        }
      }
    }
    var _ = figures.put("noop_ratio", rate).put("noop_p99_ratio", p99);
  }

  private static Pair noop(Checkout checkout, Peer peer, Path folder, Contender ours)
      throws IOException, InterruptedException {
    try (var server =
        PeerServer.start(peer, checkout, folder.resolve("model/model.onnx"), folder, Noop.BODY)) {
      var theirs = server.asks(Noop.BODY);
      warmUp(theirs, WARM_UP);
      return Pair.measure(
          ours, contender(server, theirs), NOOP_CLIENTS, TURNS, Duration.ofSeconds(5));
    }
  }
}
