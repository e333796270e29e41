package dev.steward.bench.runtime;

import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import dev.steward.bench.load.ClosedLoop;
import dev.steward.bench.load.GrpcClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * MiniLM of 16 and of 128 tokens, by JSON, binary tensors and gRPC, with 1 to 128 clients, against
 * ONNX Runtime in a loop.
 */
public final class RuntimeThroughput implements Benchmark {

  private static final int TURNS = 5;
  private static final Duration EACH = Duration.ofMillis(1500);

  /** Each form with one client and with many, over and over, until everything is compiled. */
  private static final Duration WARM_UP = Duration.ofSeconds(4);

  private static final int WARM_UPS = 12;

  /** So small a part of a processor's time the compilers take where everything is compiled. */
  private static final double COMPILED = 0.02;

  /** The short ones first: more of them fit into the time to warm up. */
  private static final List<Integer> TOKENS = List.of(16, 128);

  private static final List<Integer> CLIENTS = List.of(1, 8, 32, 128);

  /** Of a loop's batch. */
  private static final int MOST_ROWS = 16;

  /** Loops of which the best counts: for one client, and for many. */
  private static final List<Ceiling> ALONE = List.of(new Ceiling(1, 2, 1), new Ceiling(1, 1, 1));

  private static final List<Ceiling> CROWDED =
      List.of(
          new Ceiling(2, 1, 1),
          new Ceiling(2, 1, MOST_ROWS),
          new Ceiling(1, 2, MOST_ROWS),
          new Ceiling(1, 2, 1));

  /**
   * Loops with as many rows as so many clients have under way at once: with 8 of them no server can
   * compute 16 together.
   */
  private static List<Ceiling> withinReach(int clients) {
    return Stream.of(
            new Ceiling(1, 1, 1),
            new Ceiling(1, 2, 1),
            new Ceiling(2, 1, 1),
            new Ceiling(2, 1, Math.min(MOST_ROWS, Math.ceilDiv(clients, 2))),
            new Ceiling(1, 2, Math.min(MOST_ROWS, clients)))
        .filter(loop -> loop.runs() * loop.rows() <= clients)
        .distinct()
        .toList();
  }

  /** How a request is written. */
  private record Form(String name, BiFunction<Question, Steward, ClosedLoop> clients) {}

  private static final List<Form> FORMS =
      List.of(
          new Form(
              "json",
              (question, steward) -> ClosedLoop.of(question.json(steward.port(), Steward.MODEL))),
          new Form(
              "binary",
              (question, steward) -> ClosedLoop.of(question.binary(steward.port(), Steward.MODEL))),
          new Form(
              "grpc",
              (question, steward) ->
                  new GrpcClients(steward.grpcPort(), question.message(Steward.MODEL))));

  @Override
  public String name() {
    return "runtime";
  }

  @Override
  public String summary() {
    return "MiniLM at 1 to 128 clients against ONNX Runtime in a loop";
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    checkout.run(Duration.ofMinutes(5), Map.of(), List.of("dev/models", "minilm", "minilm-q"));
    var figures = new Figures(name());
    var worst = new Worst();
    measure(checkout, "minilm", "fp32", Optional.empty(), figures, worst);
    measure(checkout, "minilm-q", "int8", Optional.of(32), figures, worst);
    figures
        .put("ceiling_ratio", worst.crowded)
        .put("within_reach_ratio", worst.withinReach)
        .put("ceiling_ratio_1", worst.alone);
    Noop.run(checkout, figures);
    return figures;
  }

  /** The least ratios seen. */
  private static final class Worst {
    private double alone = Double.POSITIVE_INFINITY;
    private double crowded = Double.POSITIVE_INFINITY;
    private double withinReach = Double.POSITIVE_INFINITY;

    void add(int clients, double ratio, double ofWithinReach) {
      if (clients == 1) {
        alone = Math.min(alone, ratio);
      } else {
        crowded = Math.min(crowded, ratio);
        withinReach = Math.min(withinReach, ofWithinReach);
      }
    }
  }

  private static void measure(
      Checkout checkout,
      String original,
      String called,
      Optional<Integer> maxBatch,
      Figures figures,
      Worst worst)
      throws Exception {
    var folder = checkout.root().resolve(".state/bench/runtime").resolve(called);
    var model = Files.createDirectories(folder.resolve("model"));
    SentenceModel.write(checkout.root().resolve(".state/models").resolve(original), model);
    try (var steward = Steward.start(model, folder, maxBatch)) {
      for (int tokens : TOKENS) {
        var question = new Question(tokens);
        steward.awaitAnswer(question.json(steward.port(), Steward.MODEL));
        warmUp(steward, question);
        for (int clients : CLIENTS) {
          compare(called, model, steward, question, clients, figures, worst);
        }
      }
      if (maxBatch.isEmpty()) {
        MixedLengths.run(steward, figures);
        LeftClients.run(steward, figures);
      }
    }
  }

  private static void warmUp(Steward steward, Question question)
      throws IOException, InterruptedException {
    double share = 1;
    for (int time = 0; time < WARM_UPS && share > COMPILED; time++) {
      var before = steward.compilers();
      long begun = System.nanoTime();
      for (var form : FORMS) {
        for (int clients : List.of(1, 32)) {
          var _ = form.clients().apply(question, steward).run(clients, WARM_UP);
        }
      }
      var taken = steward.compilers().minus(before);
      share = (double) taken.toNanos() / (System.nanoTime() - begun);
    }
    Progress.say("runtime: the compilers take %.1f %% of a processor", share * 100);
  }

  private static void compare(
      String called,
      Path model,
      Steward steward,
      Question question,
      int clients,
      Figures figures,
      Worst worst)
      throws Exception {
    var within = withinReach(clients);
    var ceilings = clients == 1 ? ALONE : CROWDED;
    var loops = Stream.concat(within.stream(), ceilings.stream()).distinct().toList();
    var measured = new ArrayList<Turns.Turn>();
    for (int turn = 0; turn < TURNS; turn++) {
      measured.add(turn(loops, model, steward, question, clients));
    }
    var turns = new Turns(measured);
    var what = "%s_%d_%d".formatted(called, question.tokens(), clients);
    figures.put("ceiling_" + what, turns.fastest(loops));
    for (int form = 0; form < FORMS.size(); form++) {
      var name = FORMS.get(form).name();
      double ratio = turns.ratio(form, loops);
      double ofWithin = turns.ratio(form, within);
      figures.put(name + "_" + what, turns.rate(form));
      worst.add(clients, ratio, ofWithin);
      Progress.say(
          "runtime: %s, %d tokens, %d clients, %s: %.1f rows/s of %.1f, ratio %.3f; of what so many"
              + " rows at once reach %.3f",
          called,
          question.tokens(),
          clients,
          name,
          turns.rate(form),
          turns.fastest(loops),
          ratio,
          ofWithin);
    }
  }

  private static Turns.Turn turn(
      List<Ceiling> loops, Path model, Steward steward, Question question, int clients)
      throws Exception {
    var ceilings = new LinkedHashMap<Ceiling, Double>();
    for (var loop : loops) {
      ceilings.put(loop, loop.rowsPerSecond(model, question, EACH.dividedBy(2)));
    }
    var rates = new ArrayList<Double>();
    for (var form : FORMS) {
      rates.add(form.clients().apply(question, steward).run(clients, EACH).perSecond());
    }
    return new Turns.Turn(ceilings, rates);
  }
}
