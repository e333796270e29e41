package dev.steward.runtime.pool;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.engine.Phases;
import dev.steward.runtime.pool.Account.Execution;
import dev.steward.tracing.ComputedFor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The runs whose turn it is: one, and those that are computed together with it.
 *
 * @param <J> a piece of work
 * @param <R> what comes of it
 */
final class Turn<J, R> {

  private final Batch<J, R> batch;
  private final List<Run<J, R>> runs;

  private Turn(Batch<J, R> batch, List<Run<J, R>> runs) {
    this.batch = batch;
    this.runs = runs;
  }

  /**
   * The turn of {@code first}.
   *
   * @param share how much work it should have at most
   */
  static <J, R> Turn<J, R> of(Run<J, R> first, long share) {
    var turn = new Turn<>(first.batching().begin(first.job(), share), new ArrayList<>());
    turn.runs.add(first);
    return turn;
  }

  /** Takes of the others those that belong to it, which wait no longer. */
  void join(FairQueue<Run<?, ?>> others) {
    if (batch.open()) {
      others.offer(this::joins);
    }
  }

  private boolean joins(Run<?, ?> other) {
    return batch.open()
        && runs.getFirst()
            .alike(other)
            .filter(run -> run.wanted() && batch.add(run.job()))
            .map(runs::add)
            .isPresent();
  }

  /** How long it pays to wait for more of its kind. */
  Duration patience() {
    return batch.open() ? batch.patience() : Duration.ZERO;
  }

  /** How much work it is. */
  long work() {
    return runs.stream().mapToLong(run -> run.batching().work(run.job())).sum();
  }

  /** Computes, and gives each run what came of it. */
  void compute(PoolObserver observer) {
    long begun = System.nanoTime();
    runs.forEach(run -> observer.waited(Duration.ofNanos(begun - run.queued())));
    observer.together(runs.size());
    try {
      share(batch, runs, begun);
    } catch (RuntimeException | Error e) {
      // Native libraries throw any kind of Error, and whoever waits must be told.
      runs.forEach(run -> run.fails(e));
    }
    observer.computed(Duration.ofNanos(System.nanoTime() - begun));
  }

  /** It took so long, while all threads were computing. */
  void took(Duration time) {
    batch.took(time);
  }

  /**
   * Where a batch is refused, each of its pieces is computed alone: only the one at fault is
   * refused.
   */
  private static <J, R> void share(Batch<J, R> batch, List<Run<J, R>> runs, long turn) {
    long begun = System.nanoTime();
    switch (computed(batch, runs, turn)) {
      case Outcome.Done<List<R>>(var results) -> {
        ToldRuns.tell(runs, begun, System.nanoTime());
        if (results.size() != runs.size()) {
          throw new IllegalStateException(
              results.size() + " results of " + runs.size() + " pieces of work");
        }
        for (int i = 0; i < results.size(); i++) {
          runs.get(i).ends(Outcome.done(results.get(i)));
        }
      }
      case Outcome.Refused<List<R>>(var refusal) -> {
        if (runs.size() == 1) {
          ToldRuns.tell(runs, begun, System.nanoTime());
          runs.getFirst().ends(Outcome.refused(refusal));
        } else {
          runs.forEach(run -> share(run.batching().begin(run.job(), 1), List.of(run), turn));
        }
      }
    }
  }

  private static <J, R> Outcome<List<R>> computed(
      Batch<J, R> batch, List<Run<J, R>> runs, long turn) {
    long end =
        runs.stream()
            .mapToLong(run -> run.deadline().nanos())
            .reduce((a, b) -> a - b > 0 ? a : b)
            .orElseThrow();
    var cancellation = new Cancellation(end);
    var company = new Company(cancellation, runs.size());
    runs.forEach(run -> run.begins(company));
    if (cancellation.cancelled()) {
      return Outcome.refused(
          Refusal.of(ErrorCode.DEADLINE_EXCEEDED, "nobody waits for it any more"));
    }
    long begun = System.nanoTime();
    var outcome = ComputedFor.during(ToldRuns.spans(runs), () -> batch.compute(cancellation));
    if (outcome instanceof Outcome.Done<List<R>>) {
      cancellation.phases(begun, System.nanoTime()).ifPresent(phases -> count(runs, turn, phases));
    }
    return outcome;
  }

  private static <J, R> void count(List<Run<J, R>> runs, long turn, Phases phases) {
    long rows = 0;
    long waited = 0;
    for (var run : runs) {
      rows += run.rows();
      waited += turn - run.queued();
    }
    var execution = new Execution(runs.size(), rows, Duration.ofNanos(waited), phases);
    runs.getFirst().account().add(execution);
  }
}
