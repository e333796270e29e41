package dev.steward.bench.runtime;

import dev.steward.bench.Progress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Rows a second of loops and of a server, measured turn by turn, so that what else the machine does
 * falls on all alike.
 *
 * @param all at least one
 */
record Turns(List<Turn> all) {

  /**
   * One turn.
   *
   * @param loops rows a second of each
   * @param forms of the server, asked in each form
   */
  record Turn(Map<Ceiling, Double> loops, List<Double> forms) {

    private double of(Ceiling loop) {
      return Optional.ofNullable(loops.get(loop)).orElseThrow();
    }
  }

  Turns {
    all = List.copyOf(all);
  }

  /** Rows a second of the server asked in that form. */
  double rate(int form) {
    return median(turn -> turn.forms().get(form));
  }

  /** Rows a second of the fastest of these loops. */
  double fastest(Collection<Ceiling> loops) {
    return loops.stream().mapToDouble(loop -> median(turn -> turn.of(loop))).max().orElseThrow();
  }

  /**
   * What the server reaches, asked in that form, of the loop that leaves it furthest behind. Which
   * loop that is, all turns together say: the best of several in each turn would be mostly the one
   * that the machine favoured then.
   */
  double ratio(int form, Collection<Ceiling> loops) {
    return loops.stream()
        .mapToDouble(loop -> median(turn -> turn.forms().get(form) / turn.of(loop)))
        .min()
        .orElseThrow();
  }

  private double median(ToDoubleFunction<Turn> of) {
    return Progress.median(all.stream().mapToDouble(of).toArray());
  }
}
