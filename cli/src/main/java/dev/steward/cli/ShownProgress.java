package dev.steward.cli;

import dev.steward.cli.task.ProgressLine;
import dev.steward.cli.task.ProgressScreen;
import dev.steward.core.task.Tally;
import dev.steward.tasks.journal.ResultLine;
import dev.steward.tasks.journal.TaskPlan;
import dev.steward.tasks.run.Collected;
import dev.steward.tasks.run.TaskListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Follows a run of this process for a person. */
final class ShownProgress implements TaskListener, AutoCloseable {

  private final PrintWriter out;
  private final ProgressScreen.Kind kind;
  private final InstantSource clock;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final Queue<ResultLine.Failed> failures = new ConcurrentLinkedQueue<>();
  private Optional<TaskPlan> plan = Optional.empty();
  private Optional<ProgressScreen> screen = Optional.empty();
  private Instant begun = Instant.EPOCH;

  ShownProgress(PrintWriter out, ProgressScreen.Kind kind, InstantSource clock) {
    this.out = out;
    this.kind = kind;
    this.clock = clock;
  }

  @Override
  public void planned(TaskPlan planned, Tally before) {
    plan = Optional.of(planned);
    begun = clock.instant();
    done.set(before.done());
    failed.set(before.failed());
    var slices = planned.slices();
    out.println(
        "%s in %s%s%s"
            .formatted(
                Sources.counted((int) slices.items(), "item"),
                Sources.counted(slices.count(), "slice"),
                predicted().map(text -> ", predicted " + text).orElse(""),
                before.done() == 0 ? "" : "; %d are finished".formatted(before.done())));
    screen =
        Optional.of(
            new ProgressScreen(
                out,
                kind,
                clock,
                () -> new ProgressScreen.Counts(slices.items(), done.get(), failed.get())));
  }

  @Override
  public void through(ResultLine line) {
    done.incrementAndGet();
    if (line instanceof ResultLine.Failed failure
        && failed.incrementAndGet() <= Tally.MAX_FAILURES) {
      failures.add(failure);
    }
  }

  private Optional<String> predicted() {
    return plan.flatMap(TaskPlan::prediction)
        .map(prediction ->
            "%s ±%.0f%%"
                .formatted(ProgressLine.time(prediction.duration()), prediction.error() * 100));
  }

  /** The first failures of this run. */
  List<String> failures() {
    return failures.stream()
        .map(failure -> "failed: %s: %s".formatted(failure.input(), failure.error()))
        .toList();
  }

  /** What came of it. */
  List<String> summary(Collected collected) {
    var lines = new ArrayList<String>();
    lines.add(
        "Complete: %s, %d failed, in %s%s."
            .formatted(
                Sources.counted((int) collected.tally().done(), "item"),
                collected.tally().failed(),
                ProgressLine.time(Duration.between(begun, clock.instant())),
                predicted().map(text -> " (predicted " + text + ")").orElse("")));
    collected
        .tally()
        .first()
        .forEach(
            failure -> lines.add("  failed: %s: %s".formatted(failure.input(), failure.reason())));
    lines.add("Results: " + collected.path());
    return lines;
  }

  @Override
  public void close() {
    screen.ifPresent(ProgressScreen::close);
    screen = Optional.empty();
  }
}
