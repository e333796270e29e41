package dev.steward.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.cli.remote.RemoteTasks;
import dev.steward.cli.task.ProgressLine;
import dev.steward.cli.task.ProgressScreen;
import dev.steward.tracing.TraceContext;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Model.CommandSpec;

/** A task that a cluster's gateways have, shown to a person. */
final class RemoteRun {

  private final CommandSpec spec;
  private final URI url;
  private final Path file;
  private final InstantSource clock = InstantSource.system();

  /**
   * A task at a gateway.
   *
   * @param url of its service
   * @param file with the task
   */
  RemoteRun(CommandSpec spec, URI url, Path file) {
    this.spec = spec;
    this.url = address(url);
    this.file = file;
  }

  static URI address(URI service) {
    if (service.getScheme() == null
        || !service.getScheme().startsWith("http")
        || service.getHost() == null) {
      throw Refused.usage(
          "--url", "\"" + service + "\" is no address of a service", "write http://HOST:PORT");
    }
    return service;
  }

  /** Makes it and follows it to its end. */
  int submit(InferenceTask task) throws InterruptedException {
    try (var tasks = new RemoteTasks(url)) {
      return followed(tasks, tasks.submit(task, TraceContext.of(System.getenv())));
    } catch (IOException e) {
      throw refused(e);
    }
  }

  /** Follows it to its end. */
  int watch(String id) throws InterruptedException {
    try (var tasks = new RemoteTasks(url)) {
      return followed(tasks, tasks.standing(id));
    } catch (IOException e) {
      throw refused(e);
    }
  }

  static Refused refused(IOException why) {
    return Refused.because(
        "--url", String.valueOf(why.getMessage()), "check the task and the address");
  }

  private int followed(RemoteTasks tasks, JsonNode first) throws IOException, InterruptedException {
    var id = first.path("id").asText();
    var begun = clock.instant();
    var now = new AtomicReference<>(first);
    JsonNode end;
    try (var _ =
        new ProgressScreen(
            spec.commandLine().getErr(),
            ProgressScreen.Kind.ofThisProcess(),
            clock,
            () -> counts(now.get()))) {
      end = tasks.follow(id, now::set);
    }
    return told(end, begun);
  }

  private static ProgressScreen.Counts counts(JsonNode state) {
    return new ProgressScreen.Counts(
        state.at("/items/total").asLong(),
        state.at("/items/done").asLong(),
        state.at("/items/failed").asLong());
  }

  private int told(JsonNode end, Instant begun) {
    if (!end.path("state").asText().equals("Complete")) {
      for (var failure : end.path("failures")) {
        spec.commandLine().getErr().println(failed(failure));
      }
      spec.commandLine().getErr().println("error: " + end.path("message").asText());
      return ExitCode.REFUSED;
    }
    var out = spec.commandLine().getOut();
    out.println(
        "Complete: %s, %d failed, in %s%s."
            .formatted(
                Sources.counted(end.at("/items/total").asInt(), "item"),
                end.at("/items/failed").asInt(),
                ProgressLine.time(Duration.between(begun, clock.instant())),
                Optional.of(end.at("/predicted/duration").asText())
                    .filter(text -> !text.isEmpty())
                    .map(text -> " (predicted %s)".formatted(text))
                    .orElse("")));
    for (var failure : end.path("failures")) {
      out.println("  " + failed(failure));
    }
    out.println("Results: steward task results %s --url %s".formatted(file, url));
    return ExitCode.DONE;
  }

  private static String failed(JsonNode failure) {
    return "failed: %s: %s"
        .formatted(failure.path("input").asText(), failure.path("reason").asText());
  }
}
