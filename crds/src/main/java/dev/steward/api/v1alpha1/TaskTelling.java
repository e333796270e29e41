package dev.steward.api.v1alpha1;

import dev.steward.core.task.Pace;
import dev.steward.core.task.Prediction;
import dev.steward.core.task.Slices;
import dev.steward.core.task.StepReport;
import dev.steward.core.task.Tally;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a task's status of what who runs it knows. Time alone changes nothing in it, so that a
 * quiet task costs no write.
 */
public final class TaskTelling {

  private static final Set<String> ENDS = Set.of("Complete", "Failed");

  private final InferenceTask task;
  private final Optional<InferenceTaskStatus> before;
  private final Instant now;
  private Optional<InferenceTaskStatus.Items> items;
  private Optional<InferenceTaskStatus.Predicted> predicted;
  private Optional<Pace> pace = Optional.empty();
  private Optional<InferenceTaskStatus.Result> result = Optional.empty();
  private List<InferenceTaskStatus.Failure> failures;
  private Optional<String> gateway = Optional.empty();

  /** What is told of {@code task} at {@code now}, besides what its status says already. */
  public TaskTelling(InferenceTask task, Instant now) {
    this.task = task;
    this.now = now;
    before = Optional.ofNullable(task.getStatus());
    // What is known stays known, whatever becomes of pods and Jobs.
    items = before.flatMap(status -> Optional.ofNullable(status.items()));
    predicted = before.flatMap(status -> Optional.ofNullable(status.predicted()));
    failures = before.flatMap(status -> Optional.ofNullable(status.failures())).orElse(List.of());
  }

  /** Whether a condition says that the task has ended. */
  public static boolean isEnd(Condition condition) {
    return "True".equals(condition.getStatus()) && ENDS.contains(condition.getType());
  }

  /** Who runs it, where that is a gateway. */
  public void by(String holder) {
    gateway = Optional.of(holder);
  }

  /** What was planned. */
  public void plan(StepReport.Planned plan) {
    predicted = plan.prediction().map(TaskTelling::predicted);
    if (items.isEmpty()) {
      counts(plan.slices(), Tally.NOTHING);
    }
  }

  /** How far it is, some time after its slices began to run. */
  public void progress(Slices slices, Tally tally, Duration running) {
    counts(slices, tally);
    pace = Optional.of(Pace.of(tally.done(), slices.items() - tally.done(), running));
  }

  /** Its results. */
  public void gathered(StepReport.Gathered gathered) {
    var tally = gathered.tally();
    items = Optional.of(new InferenceTaskStatus.Items(tally.done(), tally.done(), tally.failed()));
    failures = failures(tally);
    result = Optional.of(new InferenceTaskStatus.Result(gathered.path(), gathered.sha256()));
  }

  private void counts(Slices slices, Tally tally) {
    items =
        Optional.of(new InferenceTaskStatus.Items(slices.items(), tally.done(), tally.failed()));
    failures = failures(tally);
  }

  /** The status. */
  public InferenceTaskStatus status(TaskReason reason, String message) {
    boolean moved = !items.equals(before.flatMap(status -> Optional.ofNullable(status.items())));
    var rate =
        moved
            ? pace.flatMap(Pace::itemsPerSecond)
                .map(perSecond -> String.format(Locale.ROOT, "%.1f/s", perSecond))
            : before.flatMap(status -> Optional.ofNullable(status.rate()));
    var left =
        reason != TaskReason.Running
            ? Optional.<String>empty()
            : moved
                ? pace.flatMap(Pace::timeLeft).map(GoDuration::text)
                : before.flatMap(status -> Optional.ofNullable(status.timeLeft()));
    return new InferenceTaskStatus(
        task.getMetadata().getGeneration(),
        List.of(
            condition("Complete", reason == TaskReason.Done, reason, message),
            condition("Failed", reason.isFailure(), reason, message)),
        reason.state(),
        items.orElse(null),
        items.map(counts -> counts.done() + "/" + counts.total()).orElse(null),
        rate.orElse(null),
        predicted.orElse(null),
        left.orElse(null),
        result.orElse(null),
        failures.isEmpty() ? null : failures,
        gateway.orElse(null),
        before.map(InferenceTaskStatus::policy).orElse(null));
  }

  private Condition condition(String type, boolean holds, TaskReason reason, String message) {
    var status = holds ? "True" : "False";
    var since =
        before
            .flatMap(earlier -> Optional.ofNullable(earlier.conditions()))
            .flatMap(conditions ->
                conditions.stream()
                    .filter(c -> c.getType().equals(type) && c.getStatus().equals(status))
                    .findFirst())
            .map(Condition::getLastTransitionTime)
            .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason.name())
        .withMessage(message)
        .withLastTransitionTime(since)
        .withObservedGeneration(task.getMetadata().getGeneration())
        .build();
  }

  private static InferenceTaskStatus.Predicted predicted(Prediction prediction) {
    return new InferenceTaskStatus.Predicted(
        GoDuration.text(prediction.duration().truncatedTo(ChronoUnit.SECONDS)),
        "±%d%%".formatted(Math.round(prediction.error() * 100)));
  }

  private static List<InferenceTaskStatus.Failure> failures(Tally tally) {
    return tally.first().stream()
        .map(failure ->
            new InferenceTaskStatus.Failure(failure.item(), failure.input(), failure.reason()))
        .toList();
  }
}
