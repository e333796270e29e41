package dev.steward.gateway.task;

import dev.steward.core.task.ItemFailure;
import dev.steward.core.task.StepReport;
import dev.steward.core.task.Tally;
import dev.steward.tasks.journal.ResultLine;
import dev.steward.tasks.journal.TaskPlan;
import dev.steward.tasks.run.TaskListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** How far a task is that runs here. Written by its items' threads, read by who tells of it. */
final class Counts implements TaskListener {

  private final ReentrantLock lock = new ReentrantLock();
  private final List<ItemFailure> failures = new ArrayList<>();
  private Optional<TaskPlan> plan = Optional.empty();
  private long begunNanos;
  private long done;
  private long failed;

  /**
   * At one moment.
   *
   * @param running since its slices began to run here
   */
  record Reading(StepReport.Planned plan, Tally tally, Duration running) {}

  @Override
  public void planned(TaskPlan planned, Tally before) {
    lock.lock();
    try {
      plan = Optional.of(planned);
      begunNanos = System.nanoTime();
      done = before.done();
      failed = before.failed();
      failures.clear();
      failures.addAll(before.first());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void through(ResultLine line) {
    lock.lock();
    try {
      done++;
      if (line instanceof ResultLine.Failed(var item, var input, var error)) {
        failed++;
        if (failures.size() < Tally.MAX_FAILURES) {
          failures.add(new ItemFailure(item, input, error));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** How far it is; empty before it was cut. */
  Optional<Reading> read() {
    lock.lock();
    try {
      return plan.map(cut ->
          new Reading(
              new StepReport.Planned(cut.slices(), cut.prediction()),
              new Tally(
                  Math.min(done, cut.slices().items()),
                  Math.min(failed, done),
                  failures.stream().sorted(Comparator.comparingLong(ItemFailure::item)).toList()),
              Duration.ofNanos(System.nanoTime() - begunNanos)));
    } finally {
      lock.unlock();
    }
  }
}
