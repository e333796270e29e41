package dev.steward.bench.runtime;

import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import dev.steward.bench.load.ClosedLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Two servers asked the same, turn by turn: what else the machine does falls on both. */
record Pair(List<ClosedLoop.Result> ours, List<ClosedLoop.Result> theirs) {

  /** The logarithm of a ratio that noise may have made of 1: up to a fifth, either way. */
  private static final double UNDECIDED = Math.log(1.2);

  /** Asks. */
  static Pair measure(Contender ours, Contender theirs, int clients, int turns, Duration each)
      throws IOException, InterruptedException {
    var pair = new Pair(new ArrayList<>(), new ArrayList<>());
    pair.turns(ours, theirs, clients, turns, each);
    return pair;
  }

  /** Asks, and asks {@code more} times where a few turns don't tell which of both is faster. */
  static Pair measure(
      Contender ours, Contender theirs, int clients, int turns, int more, Duration each)
      throws IOException, InterruptedException {
    var pair = measure(ours, theirs, clients, turns, each);
    if (Math.abs(Math.log(pair.rate())) < UNDECIDED) {
      pair.turns(ours, theirs, clients, more, each);
    }
    return pair;
  }

  private void turns(Contender us, Contender them, int clients, int turns, Duration each)
      throws IOException, InterruptedException {
    try {
      for (int turn = 0; turn < turns; turn++) {
        them.rest();
        us.wake();
        ours.add(us.run(clients, each));
        us.rest();
        them.wake();
        theirs.add(them.run(clients, each));
      }
    } finally {
      us.wake();
      them.wake();
    }
  }

  /** Our answers a second by theirs, the median of the turns. */
  double rate() {
    return ratio(ClosedLoop.Result::perSecond);
  }

  /** Our 99th percentile by theirs, the median of the turns. */
  double p99() {
    return ratio(result -> result.millis(99));
  }

  private double ratio(ToDoubleFunction<ClosedLoop.Result> of) {
    var ratios = new double[ours.size()];
    for (int turn = 0; turn < ratios.length; turn++) {
      ratios[turn] = of.applyAsDouble(ours.get(turn)) / of.applyAsDouble(theirs.get(turn));
    }
    return Progress.median(ratios);
  }

  private static double median(
      List<ClosedLoop.Result> results, ToDoubleFunction<ClosedLoop.Result> of) {
    return Progress.median(results.stream().mapToDouble(of).toArray());
  }

  /** Says and keeps what both did. */
  void put(String what, String peer, Figures figures) {
    double theirRate = median(theirs, ClosedLoop.Result::perSecond);
    Progress.say(
        "runtime-peers: %s, %s: %.1f/s by %.1f/s, ratio %.2f; p99 %.1f ms by %.1f ms, ratio %.2f",
        what,
        peer,
        median(ours, ClosedLoop.Result::perSecond),
        theirRate,
        rate(),
        median(ours, result -> result.millis(99)),
        median(theirs, result -> result.millis(99)),
        p99());
    figures.put(peer + "_" + what, theirRate).put(peer + "_" + what + "_ratio", rate());
  }
}
