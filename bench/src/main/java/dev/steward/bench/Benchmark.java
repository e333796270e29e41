package dev.steward.bench;

/**
 * One benchmark: what it measures is told by its figures' names and by {@code bench/RESULTS.md}.
 */
public interface Benchmark {

  /** As {@code ./dev/bench NAME} takes it. */
  String name();

  /** One line for {@code ./dev/bench --list}. */
  String summary();

  /** Runs it whole; progress goes to standard error. */
  Figures run(Checkout checkout) throws Exception;
}
