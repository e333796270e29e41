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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * MiniLM of 16 and of 128 tokens, by JSON, binary tensors and gRPC, with 1 to 128 clients, against
 * ONNX Runtime in a loop.
 */
public final class RuntimeThroughput implements Benchmark {

  private static final int TURNS = 3;
  private static final Duration EACH = Duration.ofMillis(1500);

  /** Until what is run often is compiled: the compilers take as much as the model before. */
  private static final Duration WARM_UP = Duration.ofSeconds(25);

  /** Until a server has seen rows of another length. */
  private static final Duration ANOTHER_LENGTH = Duration.ofSeconds(3);

  /** The short ones first: more of them fit into the time to warm up. */
  private static final List<Integer> TOKENS = List.of(16, 128);

  private static final List<Integer> CLIENTS = List.of(1, 8, 32, 128);

  /** Loops of which the best counts: for one client, and for many. */
  private static final List<Ceiling> ALONE = List.of(new Ceiling(1, 2, 1), new Ceiling(1, 1, 1));

  private static final List<Ceiling> CROWDED =
      List.of(
          new Ceiling(2, 1, 1), new Ceiling(2, 1, 16), new Ceiling(1, 2, 16), new Ceiling(1, 2, 1));

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
    figures.put("ceiling_ratio", worst.crowded).put("ceiling_ratio_1", worst.alone);
    Noop.run(checkout, figures);
    return figures;
  }

  /** The least ratios seen. */
  private static final class Worst {
    private double alone = Double.POSITIVE_INFINITY;
    private double crowded = Double.POSITIVE_INFINITY;
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
        warmUp(steward, question, tokens == TOKENS.getFirst() ? WARM_UP : ANOTHER_LENGTH);
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

  private static void warmUp(Steward steward, Question question, Duration each)
      throws IOException, InterruptedException {
    for (var form : FORMS) {
      for (int clients : List.of(1, 32)) {
        var _ = form.clients().apply(question, steward).run(clients, each);
      }
    }
  }

  /** Ceilings and forms turn by turn, so that what else the machine does falls on all alike. */
  private static void compare(
      String called,
      Path model,
      Steward steward,
      Question question,
      int clients,
      Figures figures,
      Worst worst)
      throws Exception {
    var loops = clients == 1 ? ALONE : CROWDED;
    var ceilings = new double[TURNS];
    var rates = new double[FORMS.size()][TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
      for (var loop : loops) {
        ceilings[turn] =
            Math.max(
                ceilings[turn],
                loop.rowsPerSecond(model, question, EACH.dividedBy(loops.size() / 2)));
      }
      for (int form = 0; form < rates.length; form++) {
        var asking = FORMS.get(form).clients().apply(question, steward);
        rates[form][turn] = asking.run(clients, EACH).perSecond();
      }
    }
    var what = "%s_%d_%d".formatted(called, question.tokens(), clients);
    figures.put("ceiling_" + what, Progress.median(ceilings));
    for (int form = 0; form < rates.length; form++) {
      var name = FORMS.get(form).name();
      var rate = rates[form];
      var ratios = new double[TURNS];
      Arrays.setAll(ratios, turn -> rate[turn] / ceilings[turn]);
      double ratio = Progress.median(ratios);
      figures.put(name + "_" + what, Progress.median(rate));
      if (clients == 1) {
        worst.alone = Math.min(worst.alone, ratio);
      } else {
        worst.crowded = Math.min(worst.crowded, ratio);
      }
      Progress.say(
          "runtime: %s, %d tokens, %d clients, %s: %.1f rows/s of %.1f, ratio %.3f",
          called,
          question.tokens(),
          clients,
          name,
          Progress.median(rate),
          Progress.median(ceilings),
          ratio);
    }
  }
}
