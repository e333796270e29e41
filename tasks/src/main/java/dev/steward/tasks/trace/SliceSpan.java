package dev.steward.tasks.trace;

import dev.steward.core.task.Tally;
import dev.steward.tracing.Fact;
import dev.steward.tracing.FactKeys;
import dev.steward.tracing.RequestSpan;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A slice while a worker is at it; for all threads that send its items. */
public final class SliceSpan implements AutoCloseable {

  private final PartSpan part;
  private final AtomicInteger items;
  private final AtomicBoolean begun = new AtomicBoolean();

  /**
   * @param items that are told of below it
   */
  SliceSpan(PartSpan part, int items) {
    this.part = part;
    this.items = new AtomicInteger(items);
  }

  /**
   * What an item is told below.
   *
   * @return nobody where there have been as many as are told of
   */
  public RequestSpan ofItem() {
    return items.getAndDecrement() > 0 ? part.span() : RequestSpan.none();
  }

  /**
   * It was begun so often before, by workers that died of it or with it. Of what is told of its
   * parts after that nothing counts.
   */
  public void begun(int before) {
    if (!begun.getAndSet(true)) {
      part.add(Fact.of(FactKeys.ATTEMPT, before + 1));
    }
  }

  /** All its items are through. */
  public void done(Tally tally) {
    part.add(Fact.of(FactKeys.TASK_ITEMS, tally.done()));
    part.add(Fact.of(FactKeys.TASK_FAILED, tally.failed()));
    part.done();
  }

  @Override
  public void close() {
    part.close();
  }
}
