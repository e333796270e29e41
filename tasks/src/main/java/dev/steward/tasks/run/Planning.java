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
import dev.steward.tasks.journal.TaskTrace;
import dev.steward.tasks.trace.TaskTraces;
import dev.steward.tracing.RequestSpan;
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
  private final TaskTraces traces;

  /**
   * A planner.
   *
   * @param turns as the task will have them
   * @param slicing how large slices are
   * @param traces what is told of the task, which begins here
   */
  public Planning(
      Journal journal,
      DataReader reader,
      ItemRun run,
      Turns turns,
      Slicing slicing,
      InstantSource clock,
      TaskTraces traces) {
    this.journal = journal;
    this.reader = reader;
    this.run = run;
    this.turns = turns;
    this.slicing = slicing;
    this.clock = clock;
    this.traces = traces;
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
    var trace = traces.begin(clock.instant());
    try (var span = traces.step(trace, "plan")) {
      var plan = fresh(task, new Beginning(digest, trace, span.span()));
      switch (plan) {
        case Checked.Valid<TaskPlan> _ -> span.done();
        case Checked.Invalid<TaskPlan> _ -> {
          span.failed("refused");
          traces.refused(trace);
        }
      }
      return plan;
    }
  }

  /**
   * A task that nobody has planned.
   *
   * @param digest of what was asked for
   * @param trace where it stands in a trace
   * @param span is told of its planning
   */
  private record Beginning(String digest, Optional<TaskTrace> trace, RequestSpan span) {}

  private Checked<TaskPlan> fresh(TaskDescription task, Beginning beginning)
      throws UnavailableException, IOException, InterruptedException {
    return switch (ItemSource.of(task.inputs(), reader)) {
      case Checked.Invalid<ItemSource>(var wrong) -> new Checked.Invalid<>(wrong);
      case Checked.Valid<ItemSource>(var source) -> {
        try (source) {
          yield fresh(source, beginning);
        }
      }
    };
  }

  private Checked<TaskPlan> fresh(ItemSource source, Beginning beginning)
      throws UnavailableException, IOException, InterruptedException {
    if (source.count() <= Sampling.ITEMS) {
      // Too few to be worth measuring: four slices at most.
      int size = Math.ceilDiv((int) source.count(), 4);
      return kept(source, new Slices(source.count(), size), Optional.empty(), beginning);
    }
    return switch (new Sampling(run, turns, beginning.span()).measure(Sampling.choose(source))) {
      case Checked.Invalid<SpeedSample>(var wrong) -> new Checked.Invalid<>(wrong);
      case Checked.Valid<SpeedSample>(var sample) ->
          kept(
              source,
              Slices.cut(source.count(), sample.itemsPerSecond(), slicing),
              Optional.of(sample.predict(source.count())),
              beginning);
    };
  }

  private Checked<TaskPlan> kept(
      ItemSource source, Slices slices, Optional<Prediction> prediction, Beginning beginning)
      throws IOException {
    var plan =
        new TaskPlan(
            UUID.randomUUID().toString(),
            beginning.digest(),
            clock.instant(),
            slices,
            prediction,
            beginning.trace());
    var writing = new Writing(plan);
    source.each(writing::add);
    // Another planner's may have been there first.
    return ofThisTask(journal.keep(plan), beginning.digest());
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
