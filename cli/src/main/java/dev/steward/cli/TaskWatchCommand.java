package dev.steward.cli;

import dev.steward.cli.task.ProgressScreen;
import dev.steward.core.task.Tally;
import dev.steward.tasks.journal.Journal;
import dev.steward.tasks.journal.TaskPlan;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steward task watch}: how a task goes that runs elsewhere, by what it has kept. */
@Command(
    name = "watch",
    description = {
      "Shows how a task goes, slice by slice, by what stands at its output path, whoever runs it:",
      "another process, or a cluster. Ends when its results are there."
    },
    mixinStandardHelpOptions = true)
final class TaskWatchCommand implements Callable<Integer> {

  private static final Duration LOOK = Duration.ofSeconds(1);

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Mixin private TaskPlaces places = new TaskPlaces();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The address of the task's service, whose cluster has the task.")
  private Optional<URI> url = Optional.empty();

  @Override
  public Integer call() throws InterruptedException {
    var task = new Sources().task(places.file, spec.commandLine().getErr());
    if (url.isPresent()) {
      return new RemoteRun(spec, url.get(), places.file).watch(task.getMetadata().getName());
    }
    try (var place = places.output(task)) {
      var journal = new Journal(place);
      var plan =
          journal
              .plan()
              .orElseThrow(() ->
                  Refused.because(
                      "spec.output.path",
                      place.text("") + " holds no task",
                      "submit it first; a plan is there after its inputs were listed"));
      follow(journal, plan);
      spec.commandLine().getOut().println("Results: " + place.text(Journal.RESULTS));
      return ExitCode.DONE;
    } catch (IOException e) {
      throw Refused.because(
          "spec.output.path", String.valueOf(e.getMessage()), "check the path and its permissions");
    }
  }

  private void follow(Journal journal, TaskPlan plan) throws IOException, InterruptedException {
    var known = new HashMap<Integer, Tally>();
    var counts = new AtomicReference<>(counts(journal, plan, known));
    try (var _ =
        new ProgressScreen(
            spec.commandLine().getOut(),
            ProgressScreen.Kind.ofThisProcess(),
            InstantSource.system(),
            counts::get)) {
      while (journal.place().read(Journal.SUMMARY).isEmpty()) {
        Thread.sleep(LOOK);
        counts.set(counts(journal, plan, known));
      }
      counts.set(counts(journal, plan, known));
    }
  }

  private static ProgressScreen.Counts counts(
      Journal journal, TaskPlan plan, Map<Integer, Tally> known) throws IOException {
    for (int slice : journal.finished()) {
      if (!known.containsKey(slice)) {
        known.put(slice, journal.tally(slice));
      }
    }
    var sum = known.values().stream().reduce(Tally.NOTHING, Tally::plus);
    return new ProgressScreen.Counts(plan.slices().items(), sum.done(), sum.failed());
  }
}
