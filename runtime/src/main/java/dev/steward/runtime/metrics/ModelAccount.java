package dev.steward.runtime.metrics;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.oip.ModelStats;
import dev.steward.protocol.oip.ModelStats.Compute;
import dev.steward.protocol.oip.ModelStats.OfBatch;
import dev.steward.protocol.oip.ModelStats.Timed;
import dev.steward.runtime.engine.Phases;
import dev.steward.runtime.pool.Account;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one model has computed since its server began. Counting is a few additions that don't wait
 * for each other; the numbers of {@link #stats} may therefore be those of moments next to each
 * other.
 */
public final class ModelAccount implements Account {

  /** Sizes of runs that are told apart; a client could send any number of rows. */
  static final int MOST_SIZES = 256;

  private final LongAdder inferences = new LongAdder();
  private final LongAdder executions = new LongAdder();
  private final Times success = new Times();
  private final Times fail = new Times();
  private final Times queue = new Times();
  private final Parts compute = new Parts();
  private final Map<Long, Parts> sizes = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();

  /**
   * Answers a request.
   *
   * @param <T> the answer
   */
  @FunctionalInterface
  public interface Answering<T> {
    /** The answer, or the refusal. */
    Outcome<T> answer() throws IOException, InterruptedException;
  }

  /**
   * What {@code answering} answers, counted as a success or a failure.
   *
   * @throws IOException as it does, which counts as a failure
   * @throws InterruptedException as it does, which counts as a failure
   */
  public <T> Outcome<T> count(Answering<T> answering) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    var counted = fail;
    try {
      var outcome = answering.answer();
      if (outcome instanceof Outcome.Done<T>) {
        counted = success;
      }
      return outcome;
    } finally {
      counted.add(1, System.nanoTime() - begun);
    }
  }

  @Override
  public void add(Execution execution) {
    inferences.add(execution.rows());
    executions.increment();
    queue.add(execution.pieces(), execution.waited().toNanos());
    compute.add(execution.pieces(), execution.phases());
    var size = sizes.get(execution.rows());
    if (size == null && sizes.size() < MOST_SIZES) {
      size = sizes.computeIfAbsent(execution.rows(), rows -> new Parts());
    }
    if (size != null) {
      size.add(1, execution.phases());
    }
    last.lazySet(System.currentTimeMillis());
  }

  /** The numbers of this moment. */
  public ModelStats stats(String model, String version) {
    long at = last.get();
    return new ModelStats(
        model,
        version,
        at == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(at)),
        inferences.sum(),
        executions.sum(),
        success.sum(),
        fail.sum(),
        queue.sum(),
        compute.sum(),
        sizes.entrySet().stream()
            .map(size -> new OfBatch(size.getKey(), size.getValue().sum()))
            .sorted(Comparator.comparingLong(OfBatch::size))
            .toList());
  }

  private static final class Times {
    private final LongAdder count = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    void add(int more, long inAll) {
      count.add(more);
      nanos.add(inAll);
    }

    Timed sum() {
      return new Timed(count.sum(), nanos.sum());
    }
  }

  private static final class Parts {
    private final Times input = new Times();
    private final Times infer = new Times();
    private final Times output = new Times();

    /** Each of so many took so long, as it saw it. */
    void add(int times, Phases phases) {
      add(input, times, phases.input());
      add(infer, times, phases.infer());
      add(output, times, phases.output());
    }

    private static void add(Times to, int times, Duration each) {
      to.add(times, times * each.toNanos());
    }

    Compute sum() {
      return new Compute(input.sum(), infer.sum(), output.sum());
    }
  }
}
