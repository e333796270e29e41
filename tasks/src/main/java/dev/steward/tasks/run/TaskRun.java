package dev.steward.tasks.run;

import dev.steward.core.check.Checked;
import dev.steward.core.task.Tally;
import dev.steward.core.task.TaskDescription;
import dev.steward.core.task.TaskState;
import dev.steward.store.read.DataReader;
import dev.steward.tasks.call.UnavailableException;
import dev.steward.tasks.journal.Journal;
import dev.steward.tasks.journal.ResultLine;
import dev.steward.tasks.journal.TaskPlan;
import dev.steward.tasks.trace.TaskTraces;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A whole task in one process: a few workers take the slices in order. Begun again after whatever
 * end, it goes on with the slices that have no result.
 */
public final class TaskRun {

  private final TaskDescription task;
  private final Journal journal;
  private final DataReader reader;
  private final ItemRun run;
  private final Crew crew;
  private final Turns turns;
  private final InstantSource clock;
  private final TaskTraces traces;

  /**
   * A task.
   *
   * @param traces what is told of it
   */
  public TaskRun(
      TaskDescription task,
      Journal journal,
      DataReader reader,
      ItemRun run,
      Crew crew,
      InstantSource clock,
      TaskTraces traces) {
    this.task = task;
    this.journal = journal;
    this.reader = reader;
    this.run = run;
    this.crew = crew;
    this.turns = new Turns(crew.workers() * crew.inFlight());
    this.clock = clock;
    this.traces = traces;
  }

  /**
   * Runs it to its end.
   *
   * @throws UnavailableException when the service isn't to be had; begin it again later
   * @throws InterruptedException when the thread is interrupted; likewise
   */
  public TaskEnd run(TaskListener listener)
      throws UnavailableException, IOException, InterruptedException {
    var planning = new Planning(journal, reader, run, turns, crew.slicing(), clock, traces);
    return switch (planning.plan(task)) {
      case Checked.Invalid<TaskPlan>(var wrong) -> new TaskEnd.Refused(wrong);
      case Checked.Valid<TaskPlan>(var plan) -> new Progress(plan, listener).toEnd();
    };
  }

  /** One run of a plan. */
  private final class Progress {
    private final TaskPlan plan;
    private final TaskListener listener;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicLong through = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    /** Why it ends before its end. */
    private final CompletableFuture<TaskEnd> stop = new CompletableFuture<>();

    private Progress(TaskPlan plan, TaskListener listener) {
      this.plan = plan;
      this.listener = listener;
    }

    private TaskEnd toEnd() throws UnavailableException, IOException, InterruptedException {
      var before = Tally.NOTHING;
      for (int slice : journal.finished()) {
        before = before.plus(journal.tally(slice));
      }
      through.set(before.done());
      failed.set(before.failed());
      listener.planned(plan, before);
      if (before.done() < plan.slices().items()) {
        var early = workers();
        if (early.isPresent()) {
          traces.failed(plan, tally());
          return early.get();
        }
      }
      return collected();
    }

    private Optional<TaskEnd> workers()
        throws UnavailableException, IOException, InterruptedException {
      var threads = Executors.newVirtualThreadPerTaskExecutor();
      try {
        var working = new ArrayList<CompletableFuture<Void>>();
        for (int worker = 0; worker < crew.workers(); worker++) {
          var done = new CompletableFuture<Void>();
          working.add(done);
          threads.execute(() -> work(done));
        }
        var all = CompletableFuture.allOf(working.toArray(CompletableFuture[]::new));
        return await(CompletableFuture.anyOf(all, stop));
      } finally {
        threads.shutdownNow();
        threads.close();
      }
    }

    private void work(CompletableFuture<Void> done) {
      try {
        var slices = new SliceRun(journal, plan, run, turns, this::through, traces);
        for (int slice = next.getAndIncrement();
            slice < plan.slices().count();
            slice = next.getAndIncrement()) {
          slices.run(slice);
        }
        done.complete(null);
      } catch (UnavailableException | IOException | InterruptedException | RuntimeException e) {
        done.completeExceptionally(e);
        // The others needn't go on to their ends.
        stop.completeExceptionally(e);
      }
    }

    /** Of the items that are through. */
    private Tally tally() {
      return new Tally(through.get(), failed.get(), List.of());
    }

    private void through(ResultLine line) {
      through.incrementAndGet();
      listener.through(line);
      if (line instanceof ResultLine.Failed) {
        long now = failed.incrementAndGet();
        var tally = new Tally(now, now, List.of());
        if (TaskState.of(plan.slices().items(), tally, task.maxFailedItems())
            instanceof TaskState.Failed(var reason)) {
          stop.complete(new TaskEnd.Failed(reason));
        }
      }
    }

    private Optional<TaskEnd> await(CompletableFuture<Object> end)
        throws UnavailableException, IOException, InterruptedException {
      try {
        var result =
            task.deadline().isEmpty()
                ? end.get()
                : end.get(left(task.deadline().get()).toMillis(), TimeUnit.MILLISECONDS);
        return result instanceof TaskEnd early ? Optional.of(early) : Optional.empty();
      } catch (TimeoutException e) {
        return Optional.of(
            new TaskEnd.Failed(
                "deadline: %d of %d slices were finished when %d s were over; raise it, and what is"
                        .formatted(
                            journal.finished().size(),
                            plan.slices().count(),
                            task.deadline().orElseThrow().toSeconds())
                    + " finished stays"));
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case UnavailableException unavailable -> throw unavailable;
          case IOException broken -> throw broken;
          case null, default -> throw new IllegalStateException(e.getCause());
        }
      }
    }

    /** A task has its time from its plan on, however often it is begun. */
    private Duration left(Duration deadline) {
      Instant end = plan.created().plus(deadline);
      var left = Duration.between(clock.instant(), end);
      return left.isNegative() ? Duration.ZERO : left;
    }

    private TaskEnd collected() throws IOException {
      return switch (new Collecting(journal, task, traces).collect(plan)) {
        case Checked.Invalid<Collected>(var wrong) -> new TaskEnd.Failed(wrong.message());
        case Checked.Valid<Collected>(var collected) ->
            switch (TaskState.of(plan.slices().items(), collected.tally(), task.maxFailedItems())) {
              case TaskState.Failed(var reason) -> new TaskEnd.Failed(reason);
              case TaskState.Complete _, TaskState.Running _ -> new TaskEnd.Complete(collected);
            };
      };
    }
  }
}
