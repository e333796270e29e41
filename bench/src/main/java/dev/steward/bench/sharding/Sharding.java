package dev.steward.bench.sharding;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import dev.steward.bench.load.ClosedLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * MiniLM in 2 and 4 stages against one process on the same cores: throughput with 8 clients of 4
 * texts each, the largest difference of outputs, what TLS costs, and a stage killed under load.
 *
 * <p>Beside the ratios of throughput stand those of core time a request ({@code cpu_ratio_2}: one
 * process's over that of 2 stages), which mean something on a machine that does other things too.
 */
public final class Sharding implements Benchmark {

  private static final int RUNS = 5;
  private static final int CLIENTS = 8;
  private static final Duration EACH = Duration.ofSeconds(8);
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final String TEXT = "A man is eating food at a table in the garden. ".repeat(8);
  private static final String QUESTION =
      "{\"model\": \"minilm\", \"encoding_format\": \"base64\", \"input\": [%s]}"
          .formatted(String.join(",", Collections.nCopies(4, "\"" + TEXT.strip() + "\"")));
  private static final List<int[]> SHAPES =
      List.of(new int[] {1, 16}, new int[] {4, 64}, new int[] {16, 32});

  @Override
  public String name() {
    return "sharding";
  }

  @Override
  public String summary() {
    return "a model in stages against the same model in one process";
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    checkout.run(Duration.ofMinutes(5), Map.of(), List.of("dev/models", "minilm"));
    var model = checkout.root().resolve(".state/models/minilm");
    var folder = Files.createDirectories(checkout.root().resolve(".state/bench/sharding"));
    var certificates = Certificates.in(folder.resolve("tls"));
    try (var whole = group("whole", model, folder, 1);
        var two = group("two", model, folder, 2);
        var four = group("four", model, folder, 4);
        var secured = Group.start("secured", model, folder, 2, Optional.of(certificates))) {
      var figures = new Figures(name());
      for (var group : List.of(whole, two, four, secured)) {
        group.awaitAnswer(QUESTION);
      }
      figures.put("max_diff", Math.max(difference(whole, two), difference(whole, four)));
      for (var group : List.of(whole, two, four, secured)) {
        var _ = Pace.of(group, WARM_UP);
      }
      throughput(whole, two, four, secured, figures);
      StageLoss.run(two, QUESTION, figures);
      return figures;
    }
  }

  private static Group group(String name, Path model, Path folder, int stages) throws Exception {
    return Group.start(name, model, folder, stages, Optional.empty());
  }

  /**
   * What a group has done for a while.
   *
   * @param perSecond answers
   * @param cpu seconds of core time for each, of all processes
   */
  private record Pace(double perSecond, double cpu) {

    static Pace of(Group group, Duration duration) throws IOException, InterruptedException {
      var before = group.cpu();
      var start = System.nanoTime();
      double perSecond = ClosedLoop.of(group.target(QUESTION)).run(CLIENTS, duration).perSecond();
      double cores = group.cpu().minus(before).toNanos() / (double) (System.nanoTime() - start);
      return new Pace(perSecond, cores / perSecond);
    }

    Pace mean(Pace other) {
      return new Pace((perSecond + other.perSecond) / 2, (cpu + other.cpu) / 2);
    }

    @Override
    public String toString() {
      return "%.2f (%.0f ms)".formatted(perSecond, cpu * 1000);
    }
  }

  private static void throughput(Group whole, Group two, Group four, Group secured, Figures figures)
      throws IOException, InterruptedException {
    var alone = new Pace[RUNS];
    var inTwo = new Pace[RUNS];
    var inTwoSecured = new Pace[RUNS];
    var inFour = new Pace[RUNS];
    for (int i = 0; i < RUNS; i++) {
      // Before and after, so that what else the machine does falls on both alike.
      var before = Pace.of(whole, EACH);
      inTwo[i] = Pace.of(two, EACH);
      inTwoSecured[i] = Pace.of(secured, EACH);
      inFour[i] = Pace.of(four, EACH);
      var after = Pace.of(whole, EACH);
      alone[i] = before.mean(after);
      Progress.say(
          "sharding: run %d of %d, requests/s (core time each): whole %s and %s, 2 stages %s, with"
              + " TLS %s, 4 stages %s",
          i + 1, RUNS, before, after, inTwo[i], inTwoSecured[i], inFour[i]);
    }
    figures
        .put("ratio_2", ratio(inTwo, alone, Pace::perSecond))
        .put("ratio_4", ratio(inFour, alone, Pace::perSecond))
        .put("tls_ratio", ratio(inTwoSecured, inTwo, Pace::perSecond))
        .put("cpu_ratio_2", ratio(alone, inTwo, Pace::cpu))
        .put("cpu_ratio_4", ratio(alone, inFour, Pace::cpu))
        .put(
            "whole_per_second",
            Progress.median(Arrays.stream(alone).mapToDouble(Pace::perSecond).toArray()))
        .put(
            "whole_cpu_ms",
            1000 * Progress.median(Arrays.stream(alone).mapToDouble(Pace::cpu).toArray()));
  }

  /** The median of the quotients of each run. */
  private static double ratio(Pace[] above, Pace[] below, ToDoubleFunction<Pace> of) {
    return Progress.median(
        IntStream.range(0, RUNS)
            .mapToDouble(i -> of.applyAsDouble(above[i]) / of.applyAsDouble(below[i]))
            .toArray());
  }

  /** The largest difference of any number of the model's output, over a few shapes. */
  private static double difference(Group first, Group second)
      throws IOException, InterruptedException {
    double largest = 0;
    for (var shape : SHAPES) {
      var request = request(shape[0], shape[1]);
      var a = numbers(first.infer(request));
      var b = numbers(second.infer(request));
      if (a.length != b.length) {
        throw new IOException("outputs of different lengths");
      }
      for (int i = 0; i < a.length; i++) {
        largest = Math.max(largest, Math.abs(a[i] - b[i]));
      }
    }
    return largest;
  }

  private static double[] numbers(String answer) throws IOException {
    var data = new ObjectMapper().readTree(answer).path("outputs").path(0).path("data");
    var numbers = new double[data.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = data.get(i).asDouble();
    }
    return numbers;
  }

  private static String request(int rows, int tokens) {
    var random = new Random(11);
    var ids =
        IntStream.range(0, rows * tokens)
            .mapToObj(i -> "" + (1000 + random.nextInt(20_000)))
            .collect(Collectors.joining(","));
    var mask =
        IntStream.range(0, rows * tokens)
            .mapToObj(i -> i % tokens < Math.max(2, tokens - i / tokens) ? "1" : "0")
            .collect(Collectors.joining(","));
    var types = String.join(",", Collections.nCopies(rows * tokens, "0"));
    return "{\"inputs\": [%s, %s, %s]}"
        .formatted(
            input("input_ids", rows, tokens, ids),
            input("attention_mask", rows, tokens, mask),
            input("token_type_ids", rows, tokens, types));
  }

  private static String input(String name, int rows, int tokens, String data) {
    return "{\"name\": \"%s\", \"datatype\": \"INT64\", \"shape\": [%d, %d], \"data\": [%s]}"
        .formatted(name, rows, tokens, data);
  }
}
