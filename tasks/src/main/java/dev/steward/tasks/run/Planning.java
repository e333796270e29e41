package dev.steward.tasks.run;

import dev.steward.core.check.Checked;
import dev.steward.core.task.Prediction;
import dev.steward.core.task.Slices;
import dev.steward.core.task.Slicing;
import dev.steward.core.task.SpeedSample;
import dev.steward.core.task.TaskDescription;
import dev.steward.store.read.DataReader;
import dev.steward.tasks.call.UnavailableException;
import dev.steward.tasks.journal.Item;
import dev.steward.tasks.journal.Journal;
import dev.steward.tasks.journal.TaskPlan;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Fixes what a task's slices are, once. */
public final class Planning {

  private final Journal journal;
  private final DataReader reader;
  private final ItemRun run;
  private final Turns turns;
  private final Slicing slicing;
  private final InstantSource clock;

  /**
   * A planner.
   *
   * @param turns as the task will have them
   * @param slicing how large slices are
   */
  public Planning(
      Journal journal,
      DataReader reader,
      ItemRun run,
      Turns turns,
      Slicing slicing,
      InstantSource clock) {
    this.journal = journal;
    this.reader = reader;
    this.run = run;
    this.turns = turns;
    this.slicing = slicing;
    this.clock = clock;
  }

  /**
   * The plan there is, or a new one.
   *
   * @return it, or why the task can't be done
   * @throws UnavailableException when the service isn't to be had
   */
  public Checked<TaskPlan> plan(TaskDescription task)
      throws UnavailableException, IOException, InterruptedException {
    var digest = DescriptionDigest.of(task);
    var existing = journal.plan();
    if (existing.isPresent()) {
      return ofThisTask(existing.get(), digest);
    }
    return switch (ItemSource.of(task.inputs(), reader)) {
      case Checked.Invalid<ItemSource>(var wrong) -> new Checked.Invalid<>(wrong);
      case Checked.Valid<ItemSource>(var source) -> {
        try (source) {
          yield fresh(source, digest);
        }
      }
    };
  }

  private Checked<TaskPlan> fresh(ItemSource source, String digest)
      throws UnavailableException, IOException, InterruptedException {
    if (source.count() <= Sampling.ITEMS) {
      // Too few to be worth measuring: four slices at most.
      int size = Math.ceilDiv((int) source.count(), 4);
      return kept(source, new Slices(source.count(), size), Optional.empty(), digest);
    }
    return switch (new Sampling(run, turns).measure(Sampling.choose(source))) {
      case Checked.Invalid<SpeedSample>(var wrong) -> new Checked.Invalid<>(wrong);
      case Checked.Valid<SpeedSample>(var sample) ->
          kept(
              source,
              Slices.cut(source.count(), sample.itemsPerSecond(), slicing),
              Optional.of(sample.predict(source.count())),
              digest);
    };
  }

  private Checked<TaskPlan> kept(
      ItemSource source, Slices slices, Optional<Prediction> prediction, String digest)
      throws IOException {
    var plan =
        new TaskPlan(UUID.randomUUID().toString(), digest, clock.instant(), slices, prediction);
    var writing = new Writing(plan);
    source.each(writing::add);
    // Another planner's may have been there first.
    return ofThisTask(journal.keep(plan), digest);
  }

  private Checked<TaskPlan> ofThisTask(TaskPlan plan, String digest) {
    return plan.description().equals(digest)
        ? Checked.valid(plan)
        : Checked.invalid(
            "spec.output.path",
            journal.place().text("") + " holds the results of another task",
            "use another folder, or empty it");
  }

  /** Writes items slice by slice. */
  private final class Writing {
    private final TaskPlan plan;
    private final List<Item> items = new ArrayList<>();
    private int slice;

    private Writing(TaskPlan plan) {
      this.plan = plan;
    }

    private void add(Item item) throws IOException {
      items.add(item);
      if (items.size() == plan.slices().range(slice).items()) {
        journal.keepItems(plan.id(), slice++, items);
        items.clear();
      }
    }
  }
}
