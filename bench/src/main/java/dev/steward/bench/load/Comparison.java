package dev.steward.bench.load;

import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import java.io.IOException;
import java.time.Duration;

/**
 * Two ways to the same answer, asked turn by turn: what the one takes longer than the other.
 * Medians over the turns, of the differences and of the ratios.
 *
 * @param bench the benchmark's name, for its progress
 * @param without the way that is the baseline, as {@code direct}
 * @param with the way that is measured, as {@code through the gateway}
 */
public record Comparison(String bench, Way without, Way with) {
  private static final int RATE = 500;
  private static final int TURNS = 5;
  private static final Duration OPEN = Duration.ofSeconds(10);
  private static final Duration CLOSED = Duration.ofSeconds(5);

  /** One way and what it is called. */
  public record Way(String name, Target target) {}

  /** Lets both sides compile what they will run. */
  public void warmUp() throws IOException, InterruptedException {
    Progress.say("%s: warming up", bench);
    for (var turn = 0; turn < 2; turn++) {
      var _ = ClosedLoop.of(without.target()).run(8, CLOSED);
      var _ = ClosedLoop.of(with.target()).run(8, CLOSED);
    }
  }

  /**
   * Latency at 500 requests a second, in the open loop.
   *
   * @param baseline what the baseline's own figures are called: {@code direct} puts {@code
   *     direct_p50_ms}
   */
  public void latency(String baseline, Figures figures) throws IOException {
    var added50 = new double[TURNS];
    var added99 = new double[TURNS];
    var plain50 = new double[TURNS];
    var plain99 = new double[TURNS];
    for (var turn = 0; turn < TURNS; turn++) {
      var one = answered(OpenLoop.run(without.target(), RATE, OPEN));
      var other = answered(OpenLoop.run(with.target(), RATE, OPEN));
      plain50[turn] = one.millis(50);
      plain99[turn] = one.millis(99);
      added50[turn] = other.millis(50) - one.millis(50);
      added99[turn] = other.millis(99) - one.millis(99);
      Progress.say(
          "%s: turn %d of %d at %d/s: %s p50 %.2f ms p99 %.2f ms, %s p50 %.2f ms p99 %.2f ms",
          bench,
          turn + 1,
          TURNS,
          RATE,
          without.name(),
          one.millis(50),
          one.millis(99),
          with.name(),
          other.millis(50),
          other.millis(99));
    }
    var _ =
        figures
            .put("added_p50_ms", Progress.median(added50))
            .put("added_p99_ms", Progress.median(added99))
            .put(baseline + "_p50_ms", Progress.median(plain50))
            .put(baseline + "_p99_ms", Progress.median(plain99));
  }

  /** How many requests a second so many clients get answered, against the baseline. */
  public Throughput throughput(int clients) throws IOException, InterruptedException {
    var ratios = new double[TURNS];
    var rates = new double[TURNS];
    for (var turn = 0; turn < TURNS; turn++) {
      var baseline = ClosedLoop.of(without.target()).run(clients, CLOSED).perSecond();
      rates[turn] = ClosedLoop.of(with.target()).run(clients, CLOSED).perSecond();
      ratios[turn] = rates[turn] / baseline;
      Progress.say(
          "%s: %d clients, turn %d of %d: %s %.0f/s, %s %.0f/s",
          bench, clients, turn + 1, TURNS, without.name(), baseline, with.name(), rates[turn]);
    }
    return new Throughput(Progress.median(ratios), Progress.median(rates));
  }

  /**
   * How many requests a second were answered.
   *
   * @param ratio of the measured way's to the baseline's
   * @param perSecond of the measured way
   */
  public record Throughput(double ratio, double perSecond) {}

  private static OpenLoop.Result answered(OpenLoop.Result result) throws IOException {
    if (result.failed() > 0) {
      throw new IOException("requests failed: " + result.failures());
    }
    return result;
  }
}
