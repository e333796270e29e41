package dev.steward.cli;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.api.v1alpha1.TaskReader;
import dev.steward.cli.local.LocalService;
import dev.steward.cli.local.LocalServing;
import dev.steward.cli.task.ProgressScreen;
import dev.steward.core.task.ItemKind;
import dev.steward.runtime.NativeLibraries;
import dev.steward.store.read.DataReader;
import dev.steward.tasks.call.ItemCall;
import dev.steward.tasks.call.Patience;
import dev.steward.tasks.call.ServiceClient;
import dev.steward.tasks.call.UnavailableException;
import dev.steward.tasks.journal.Journal;
import dev.steward.tasks.run.Crew;
import dev.steward.tasks.run.ItemRun;
import dev.steward.tasks.run.TaskEnd;
import dev.steward.tasks.run.TaskRun;
import dev.steward.tasks.trace.TaskTraces;
import dev.steward.tracing.Teller;
import dev.steward.tracing.TraceContext;
import dev.steward.tracing.Tracing;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steward task submit}: runs a task from this process. */
@Command(
    name = "submit",
    description = {
      "Runs a file's InferenceTask: lists its inputs, cuts them into slices, sends the items to the",
      "service and writes the answers, in input order, to the task's output path. What is finished",
      "is kept there: after whatever end, the same command goes on where it was. With --url and",
      "without --as, the cluster's gateway at that address is given the task and runs it."
    },
    mixinStandardHelpOptions = true)
final class TaskSubmitCommand implements Callable<Integer> {

  /** Slices at once, where the task doesn't say: the second one fills the end of the first. */
  private static final int WORKERS = 2;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Mixin private TaskPlaces places = new TaskPlaces();

  @Option(
      names = "--service-file",
      paramLabel = "FILE",
      description = "A file with the task's ModelService, which is served in this process.")
  private Optional<Path> serviceFile = Optional.empty();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = {
        "The address of a running service, in place of --service-file. Without --as its cluster",
        "runs the task."
      })
  private Optional<URI> url = Optional.empty();

  @Option(
      names = "--as",
      paramLabel = "TASK",
      description = {
        "With --url: its spec.model.task, ImageText, Embedding, Classification, TokenClassification",
        "or Tensor. This process then runs the task."
      })
  private Optional<String> kind = Optional.empty();

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "With --url: its model's name. Default: the task's spec.service.")
  private Optional<String> model = Optional.empty();

  @Override
  public Integer call() throws InterruptedException {
    var task = new Sources().task(places.file, spec.commandLine().getErr());
    if (serviceFile.isPresent() == url.isPresent()) {
      throw Refused.usage(
          "--service-file", "it or --url is needed, and not both", "say who answers the items");
    }
    if (url.isPresent() && kind.isEmpty()) {
      return new RemoteRun(spec, url.get(), places.file).submit(task);
    }
    var ended = interruptOnSignal();
    try (var tracing =
        Tracing.start(System.getenv(), new Teller("steward", Version.number(), "task"))) {
      return url.isPresent()
          ? run(task, running(task, url.get()), tracing)
          : served(task, serviceFile.orElseThrow(), tracing);
    } catch (InterruptedException e) {
      throw Refused.because(
          "task", "it was stopped", "the same command goes on with what isn't finished");
    } finally {
      ended.countDown();
    }
  }

  private TaskTarget running(InferenceTask task, URI service) {
    return new TaskTarget(
        RemoteRun.address(service),
        model.orElse(task.getSpec().service()),
        kind("--as", kind.orElseThrow()));
  }

  private static ItemKind kind(String field, String text) {
    return ItemKind.of(text)
        .orElseThrow(() ->
            Refused.because(
                field,
                "tasks can't use a model for " + text,
                "use one for "
                    + Arrays.stream(ItemKind.values())
                        .map(ItemKind::text)
                        .collect(Collectors.joining(", "))));
  }

  /** The task with its service in this process. */
  private int served(InferenceTask task, Path file, Tracing tracing) throws InterruptedException {
    var name = task.getSpec().service();
    var declared =
        new Sources()
            .services(file, spec.commandLine().getErr()).stream()
                .filter(service -> service.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() ->
                    Refused.because(
                        "spec.service", file + " has no ModelService " + name, "name its file"));
    var declaredKind = kind("spec.model.task", declaredTask(declared));
    var service =
        LocalService.of(declared, Installation.settings(), places.volumes())
            .orThrow(Refused::because);
    var cache = RunCommand.cacheFolder();
    NativeLibraries.keepIn(cache.resolve("native"));
    try (var serving =
        LocalServing.start(
            List.of(service),
            "127.0.0.1",
            0,
            cache.resolve("models"),
            StageMain.command(cache),
            Optional.empty(),
            tracing)) {
      var failure = serving.awaitReady();
      if (failure.isPresent()) {
        throw Refused.because(failure.get());
      }
      // One service alone has the port to itself.
      var here = URI.create("http://127.0.0.1:" + serving.port());
      return run(task, new TaskTarget(here, service.runtime().model(), declaredKind), tracing);
    }
  }

  private static String declaredTask(ModelService service) {
    var task = service.getSpec().model().task();
    return task == null ? ItemKind.TENSOR.text() : task.name();
  }

  private int run(InferenceTask task, TaskTarget target, Tracing tracing)
      throws InterruptedException {
    var order = TaskReader.read(task, target.model(), target.kind()).orThrow(Refused::because);
    var shown =
        new ShownProgress(
            spec.commandLine().getErr(),
            ProgressScreen.Kind.ofThisProcess(),
            InstantSource.system());
    var traces = new TaskTraces(tracing, Optional.empty(), TraceContext.of(System.getenv()));
    return told(end(task, target, order, shown, traces), shown);
  }

  private TaskEnd end(
      InferenceTask task,
      TaskTarget target,
      TaskReader.Order order,
      ShownProgress shown,
      TaskTraces traces)
      throws InterruptedException {
    var clock = InstantSource.system();
    try (var place = places.output(task);
        var reader = new DataReader(places.places());
        var client =
            new ServiceClient(
                target.url(), target.model(), Optional.empty(), Patience.DEFAULT, clock);
        shown) {
      var items = new ItemRun(reader, ItemCall.of(target.kind(), target.model()), client);
      var crew = new Crew(order.workers().orElse(WORKERS), Crew.IN_FLIGHT);
      var journal = new Journal(place);
      return new TaskRun(order.task(), journal, reader, items, crew, clock, traces).run(shown);
    } catch (UnavailableException | IOException e) {
      throw Refused.because(
          "task",
          String.valueOf(e.getMessage()),
          "when that is mended, the same command goes on with what isn't finished");
    }
  }

  private int told(TaskEnd end, ShownProgress shown) {
    return switch (end) {
      case TaskEnd.Refused(var violation) -> throw Refused.because(violation);
      case TaskEnd.Failed(var reason) -> {
        shown.failures().forEach(spec.commandLine().getErr()::println);
        spec.commandLine().getErr().println("error: " + reason);
        yield ExitCode.REFUSED;
      }
      case TaskEnd.Complete(var collected) -> {
        shown.summary(collected).forEach(spec.commandLine().getOut()::println);
        yield ExitCode.DONE;
      }
    };
  }

  /** A signal ends the run between two answers, and the JVM waits for that. */
  private static CountDownLatch interruptOnSignal() {
    var ended = new CountDownLatch(1);
    var running = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(() -> {
                  running.interrupt();
                  try {
                    ended.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
    return ended;
  }
}
