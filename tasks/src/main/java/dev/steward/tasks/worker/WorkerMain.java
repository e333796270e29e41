package dev.steward.tasks.worker;

import dev.steward.core.check.Checked;
import dev.steward.core.task.StepReport;
import dev.steward.protocol.config.StepReportJson;
import dev.steward.tasks.call.UnavailableException;
import dev.steward.tasks.trace.TaskTraces;
import dev.steward.tracing.Teller;
import dev.steward.tracing.TraceContext;
import dev.steward.tracing.Tracing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The worker's process: {@code WorkerMain plan|run|collect}. It ends with 0 when its step is done,
 * with {@value #REFUSED} when the task can't be done however often it is tried, and with 1 when
 * another try may help.
 */
public final class WorkerMain {

  /** The operator's Jobs fail at once on this exit code. */
  public static final int REFUSED = 3;

  private static final int AGAIN = 1;

  /** Less than the pod's grace period. */
  private static final Duration LEAVING = Duration.ofSeconds(20);

  private WorkerMain() {}

  /** Takes the step's name; see {@link WorkerEnvironment} for its variables. */
  public static void main(String[] arguments) throws IOException {
    int status = run(Worker.Step.valueOf(arguments[0]));
    // Not exit, which would wait for the hook below.
    Runtime.getRuntime().halt(status);
  }

  private static int run(Worker.Step step) throws IOException {
    var log = WorkerEnvironment.terminationLog(System.getenv());
    interruptOnSignal();
    try {
      var report =
          switch (WorkerEnvironment.read(System.getenv())) {
            case Checked.Invalid<WorkerEnvironment>(var wrong) ->
                new StepReport.Refused(wrong.message());
            case Checked.Valid<WorkerEnvironment>(var told) -> taken(step, told);
          };
      leave(log, StepReportJson.write(report));
      return report instanceof StepReport.Refused ? REFUSED : 0;
    } catch (UnavailableException | IOException e) {
      leave(log, String.valueOf(e.getMessage()));
      return AGAIN;
    } catch (InterruptedException e) {
      leave(log, "it was stopped");
      return AGAIN;
    }
  }

  private static StepReport taken(Worker.Step step, WorkerEnvironment told)
      throws UnavailableException, IOException, InterruptedException {
    try (var tracing = Tracing.start(System.getenv(), teller())) {
      var traces =
          new TaskTraces(
              tracing, Optional.of(told.config().uid()), TraceContext.of(System.getenv()));
      return new Worker(told.config(), told.places(), InstantSource.system(), traces)
          .take(step, told.index());
    }
  }

  private static Teller teller() {
    var packaged = WorkerMain.class.getPackage().getImplementationVersion();
    return new Teller(
        "steward-task",
        packaged == null ? "development" : packaged,
        System.getenv().getOrDefault("HOSTNAME", "worker"));
  }

  private static void leave(Path log, String words) throws IOException {
    System.out.println(words);
    Files.writeString(log, words);
  }

  /**
   * SIGTERM ends the step between two answers, so that nothing is taken for its victim; the process
   * ends when that is done.
   */
  private static void interruptOnSignal() {
    var running = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  running.interrupt();
                  try {
                    var _ = running.join(LEAVING);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "stop"));
  }
}
