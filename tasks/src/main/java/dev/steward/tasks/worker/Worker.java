package dev.steward.tasks.worker;

import dev.steward.core.check.Checked;
import dev.steward.core.task.Slicing;
import dev.steward.core.task.StepReport;
import dev.steward.core.task.TaskConfig;
import dev.steward.store.read.DataPlaces;
import dev.steward.store.read.DataReader;
import dev.steward.store.write.OutputPlace;
import dev.steward.store.write.OutputPlaces;
import dev.steward.tasks.call.ItemCall;
import dev.steward.tasks.call.Patience;
import dev.steward.tasks.call.ServiceClient;
import dev.steward.tasks.call.UnavailableException;
import dev.steward.tasks.journal.Journal;
import dev.steward.tasks.journal.TaskPlan;
import dev.steward.tasks.run.Collected;
import dev.steward.tasks.run.Collecting;
import dev.steward.tasks.run.Crew;
import dev.steward.tasks.run.ItemRun;
import dev.steward.tasks.run.Planning;
import dev.steward.tasks.run.SliceRun;
import dev.steward.tasks.run.Turns;
import dev.steward.tasks.trace.TaskTraces;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;

/** Does one step of a task. */
final class Worker {

  private final TaskConfig config;
  private final DataPlaces places;
  private final InstantSource clock;
  private final TaskTraces traces;

  Worker(TaskConfig config, DataPlaces places, InstantSource clock, TaskTraces traces) {
    this.config = config;
    this.places = places;
    this.clock = clock;
    this.traces = traces;
  }

  /** Which step. */
  enum Step {
    plan,
    run,
    collect
  }

  /**
   * Does {@code step}.
   *
   * @param index of the slice to run
   * @return what is to be reported; a refusal is for good
   * @throws UnavailableException when the service isn't to be had
   * @throws IOException when a place isn't to be had
   */
  StepReport take(Step step, int index)
      throws UnavailableException, IOException, InterruptedException {
    return switch (OutputPlaces.open("spec.output.path", config.output(), places)) {
      case Checked.Invalid<OutputPlace>(var wrong) -> new StepReport.Refused(wrong.message());
      case Checked.Valid<OutputPlace>(var place) -> {
        try (place) {
          yield take(step, index, new Journal(place));
        }
      }
    };
  }

  private StepReport take(Step step, int index, Journal journal)
      throws UnavailableException, IOException, InterruptedException {
    var task = config.task();
    try (var reader = new DataReader(places);
        var client =
            new ServiceClient(
                URI.create(config.service()),
                task.model(),
                Optional.of(config.uid()),
                Patience.DEFAULT,
                clock)) {
      var items = new ItemRun(reader, ItemCall.of(task.kind(), task.model()), client);
      var turns = new Turns(Crew.IN_FLIGHT);
      return switch (step) {
        case plan ->
            switch (new Planning(journal, reader, items, turns, Slicing.OF_JOBS, clock, traces)
                .plan(task)) {
              case Checked.Invalid<TaskPlan>(var wrong) -> new StepReport.Refused(wrong.message());
              case Checked.Valid<TaskPlan>(var plan) ->
                  new StepReport.Planned(plan.slices(), plan.prediction());
            };
        case run -> {
          var slices = new SliceRun(journal, plan(journal), items, turns, line -> {}, traces);
          yield new StepReport.Ran(slices.run(index));
        }
        case collect ->
            switch (new Collecting(journal, task, traces).collect(plan(journal))) {
              case Checked.Invalid<Collected>(var wrong) -> new StepReport.Refused(wrong.message());
              case Checked.Valid<Collected>(var collected) ->
                  new StepReport.Gathered(collected.tally(), collected.path(), collected.sha256());
            };
      };
    }
  }

  private static TaskPlan plan(Journal journal) throws IOException {
    return journal
        .plan()
        .orElseThrow(() -> new IOException(journal.place().text("") + " holds no plan any more"));
  }
}
