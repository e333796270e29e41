package dev.steward.cli;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.cli.remote.RemoteTasks;
import dev.steward.store.write.OutputPlace;
import dev.steward.tasks.journal.Journal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steward task results}: prints what came back. */
@Command(
    name = "results",
    description = {
      "Prints a finished task's results in input order: the texts where there are some, otherwise",
      "one JSON object for each item."
    },
    mixinStandardHelpOptions = true)
final class TaskResultsCommand implements Callable<Integer> {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Mixin private TaskPlaces places = new TaskPlaces();

  @SuppressWarnings("NullAway.Init")
  @Option(
      names = "--as",
      paramLabel = "FORM",
      description = "jsonl, text or summary. Default: text where there is some, otherwise jsonl.")
  private Optional<Form> form = Optional.empty();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The address of the task's service, whose cluster has the results.")
  private Optional<URI> url = Optional.empty();

  /** What is printed. */
  enum Form {
    jsonl(Journal.RESULTS),
    text(Journal.TEXTS),
    summary(Journal.SUMMARY);

    private final String file;

    Form(String file) {
      this.file = file;
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    var task = new Sources().task(places.file, spec.commandLine().getErr());
    return url.isPresent()
        ? remote(task.getMetadata().getName(), RemoteRun.address(url.get()))
        : local(task);
  }

  private int remote(String id, URI service) throws InterruptedException {
    try (var tasks = new RemoteTasks(service);
        var found = chosen(tasks, id)) {
      return print(found);
    } catch (IOException e) {
      throw RemoteRun.refused(e);
    }
  }

  private InputStream chosen(RemoteTasks tasks, String id)
      throws IOException, InterruptedException {
    if (form.isPresent()) {
      return tasks.results(id, form.map(Form::name));
    }
    try {
      return tasks.results(id, Optional.of(Form.text.name()));
    } catch (RemoteTasks.RemoteException e) {
      // Not every task has texts.
      return tasks.results(id, Optional.empty());
    }
  }

  private int print(InputStream found) throws IOException {
    try (var lines = new BufferedReader(new InputStreamReader(found, StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        spec.commandLine().getOut().println(line);
      }
      spec.commandLine().getOut().flush();
      return ExitCode.DONE;
    }
  }

  private int local(InferenceTask task) {
    try (var place = places.output(task);
        var found = chosen(place)) {
      return print(found);
    } catch (IOException e) {
      throw Refused.because(
          "spec.output.path", String.valueOf(e.getMessage()), "check the path and its permissions");
    }
  }

  private InputStream chosen(OutputPlace place) throws IOException {
    var named = form.isPresent() ? place.open(form.get().file) : place.open(Journal.TEXTS);
    var found = named.isEmpty() && form.isEmpty() ? place.open(Journal.RESULTS) : named;
    return found.orElseThrow(() ->
        Refused.because(
            "spec.output.path",
            "%s has no such results".formatted(place.text("")),
            "wait for the task's end (steward task watch), or ask for another form"));
  }
}
