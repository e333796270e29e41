package dev.steward.gateway.task;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.InferenceTaskStatus;
import dev.steward.api.v1alpha1.TaskReader;
import dev.steward.api.v1alpha1.TaskReason;
import dev.steward.api.v1alpha1.TaskTelling;
import dev.steward.api.v1alpha1.TaskTraceparent;
import dev.steward.core.check.Checked;
import dev.steward.core.serving.ServingConfig;
import dev.steward.core.task.ItemKind;
import dev.steward.core.task.RunPlace;
import dev.steward.core.task.StepReport;
import dev.steward.core.task.TaskUid;
import dev.steward.tasks.call.UnavailableException;
import dev.steward.tasks.journal.Journal;
import dev.steward.tasks.run.TaskEnd;
import dev.steward.tracing.TraceContext;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One task that this gateway holds, from taking it to telling its end. */
final class Passage implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Passage.class);

  /** Before what isn't to be had is tried again. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final String holder;
  private final TaskBoard board;
  private final Carriage carriage;
  private final Supplier<Optional<ServingConfig>> service;
  private final Telling telling;

  /**
   * A task that was just taken.
   *
   * @param service the one it names, if it is served now
   */
  Passage(
      String holder,
      TaskBoard board,
      Carriage carriage,
      Supplier<Optional<ServingConfig>> service,
      InferenceTask task) {
    this.holder = holder;
    this.board = board;
    this.carriage = carriage;
    this.service = service;
    this.telling = new Telling(task);
  }

  /** Runs it to its end, or until interrupted; then another may take it. */
  @Override
  public void run() {
    try (var place = new KeptResults(board.files(telling.task))) {
      var journal = new Journal(place);
      while (!step(journal)) {
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether that was its end here. */
  private boolean step(Journal journal) throws InterruptedException {
    try {
      if (isTooLate()) {
        return over(
            journal,
            TaskReason.DeadlineExceeded,
            "spec.deadline: it is over; make another task with a longer one");
      }
      var found = service.get();
      if (found.isEmpty()) {
        return left(TaskReason.ServiceMissing, missing(telling.task));
      }
      return carried(journal, found.get());
    } catch (UnavailableException e) {
      return left(TaskReason.ServiceAway, String.valueOf(e.getMessage()));
    } catch (KeptResults.TooLargeException e) {
      return tooLarge(journal);
    } catch (IOException e) {
      return again(e);
    } catch (RuntimeException e) {
      LOG.error("a fault in task {}, which is tried again", telling.path(), e);
      return false;
    }
  }

  private boolean carried(Journal journal, ServingConfig config)
      throws UnavailableException, IOException, InterruptedException {
    var kind = config.items();
    if (kind.isEmpty()) {
      return over(
          journal,
          TaskReason.InvalidTask,
          "spec.service: tasks can't use its model; name another service");
    }
    return switch (TaskReader.read(telling.task, config.model(), kind.get())) {
      case Checked.Invalid<TaskReader.Order>(var wrong) ->
          over(journal, TaskReason.InvalidTask, wrong.message());
      case Checked.Valid<TaskReader.Order>(var order) ->
          carried(journal, config, order, kind.get());
    };
  }

  private boolean carried(
      Journal journal, ServingConfig config, TaskReader.Order order, ItemKind kind)
      throws UnavailableException, IOException, InterruptedException {
    var uid = TaskUid.of(telling.task.getMetadata().getUid());
    var caller =
        TaskTraceparent.of(telling.task).map(text -> new TraceContext(text, Optional.empty()));
    var end = carriage.carry(uid, caller, order.task(), kind, config, journal, telling.counts);
    return switch (end) {
      case TaskEnd.Refused(var wrong) -> over(journal, TaskReason.InvalidTask, wrong.message());
      case TaskEnd.Failed(var reason) ->
          over(
              journal,
              reason.startsWith("deadline")
                  ? TaskReason.DeadlineExceeded
                  : TaskReason.TooManyFailures,
              "spec." + reason);
      case TaskEnd.Complete(var collected) -> {
        telling.gathered =
            Optional.of(
                new StepReport.Gathered(collected.tally(), collected.path(), collected.sha256()));
        yield over(
            journal,
            TaskReason.Done,
            "%d items, %d failed; the results are in %s"
                .formatted(collected.tally().done(), collected.tally().failed(), collected.path()));
      }
    };
  }

  private boolean tooLarge(Journal journal) throws InterruptedException {
    try {
      return over(
          journal,
          TaskReason.ResultsTooLarge,
          "spec.output: the results have more than the %d bytes that Steward keeps; name output.path"
              .formatted(RunPlace.MAX_KEPT));
    } catch (IOException e) {
      return again(e);
    }
  }

  /** It has ended: told first, so that nobody begins it anew. */
  private boolean over(Journal journal, TaskReason reason, String message) throws IOException {
    if (telling.tell(reason, message)) {
      journal.forgetWork();
    }
    return true;
  }

  /** Somebody may take it again; others go first. */
  private boolean left(TaskReason reason, String message) {
    try {
      var _ = telling.tell(reason, message);
      return true;
    } catch (IOException e) {
      return again(e);
    }
  }

  private boolean again(IOException why) {
    LOG.warn("task {} is tried again: {}", telling.path(), why.getMessage());
    return false;
  }

  /** What is told of a task whose service nobody serves. */
  static String missing(InferenceTask task) {
    return "spec.service: %s isn't served; make that ModelService, or name another"
        .formatted(task.getSpec().service());
  }

  private boolean isTooLate() {
    var deadline = TaskReader.deadline(telling.task.getSpec());
    var created = Instant.parse(telling.task.getMetadata().getCreationTimestamp());
    return deadline.isPresent() && carriage.clock().instant().isAfter(created.plus(deadline.get()));
  }

  /**
   * Tells how far it is, if that has changed.
   *
   * @return whether it is still held here
   */
  boolean report() {
    try {
      return telling.progress();
    } catch (IOException e) {
      LOG.warn("how task {} goes can't be told: {}", telling.path(), e.getMessage());
      return true;
    }
  }

  /** What is told of the task, one after the other. */
  private final class Telling {
    private final ReentrantLock lock = new ReentrantLock();
    private final Counts counts = new Counts();
    private InferenceTask task;
    private Optional<StepReport.Gathered> gathered = Optional.empty();
    private long told = -1;

    private Telling(InferenceTask task) {
      this.task = task;
    }

    private String path() {
      return task.getMetadata().getNamespace() + "/" + task.getMetadata().getName();
    }

    private boolean progress() throws IOException {
      lock.lock();
      try {
        return progressNow();
      } finally {
        lock.unlock();
      }
    }

    private boolean progressNow() throws IOException {
      var reading = counts.read();
      if (reading.isEmpty() || reading.get().tally().done() == told || hasEnded(task)) {
        return true;
      }
      told = reading.get().tally().done();
      return tellNow(
          TaskReason.Running,
          "%d items run in a gateway".formatted(reading.get().plan().slices().items()));
    }

    /** Whether it could be told: the task is still there and still held here. */
    private boolean tell(TaskReason reason, String message) throws IOException {
      lock.lock();
      try {
        return tellNow(reason, message);
      } finally {
        lock.unlock();
      }
    }

    private boolean tellNow(TaskReason reason, String message) throws IOException {
      for (int attempt = 0; attempt < 3; attempt++) {
        var status = status(reason, message);
        var now = status.equals(task.getStatus()) ? Optional.of(task) : board.tell(task, status);
        if (now.isPresent()) {
          task = now.get();
          return true;
        }
        // Somebody touched its labels, say; or it is another's by now.
        var metadata = task.getMetadata();
        var fresh =
            board
                .find(metadata.getNamespace(), metadata.getName())
                .filter(found -> found.getMetadata().getUid().equals(metadata.getUid()))
                .filter(found ->
                    holder.equals(found.getStatus() == null ? null : found.getStatus().gateway()));
        if (fresh.isEmpty()) {
          return false;
        }
        task = fresh.get();
      }
      return false;
    }

    private InferenceTaskStatus status(TaskReason reason, String message) {
      var telling = new TaskTelling(task, carriage.clock().instant());
      if (reason.isAtWork()) {
        telling.by(holder);
      }
      counts
          .read()
          .ifPresent(reading -> {
            telling.plan(reading.plan());
            telling.progress(reading.plan().slices(), reading.tally(), reading.running());
          });
      gathered.ifPresent(telling::gathered);
      return telling.status(reason, message);
    }
  }

  static boolean hasEnded(InferenceTask task) {
    var status = task.getStatus();
    return status != null
        && status.conditions() != null
        && status.conditions().stream().anyMatch(TaskTelling::isEnd);
  }
}
