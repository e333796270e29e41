package dev.steward.operator.task;

import dev.steward.api.v1alpha1.InferenceTaskSpec;
import dev.steward.api.v1alpha1.InferenceTaskStatus;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.api.v1alpha1.TaskReader;
import dev.steward.api.v1alpha1.TaskReason;
import dev.steward.api.v1alpha1.TaskTelling;
import dev.steward.api.v1alpha1.TaskTraceparent;
import dev.steward.core.check.Checked;
import dev.steward.core.task.DataPath;
import dev.steward.core.task.ItemKind;
import dev.steward.core.task.RunPlace;
import dev.steward.core.task.StepReport;
import dev.steward.core.task.TaskConfig;
import dev.steward.core.task.TaskInputs;
import dev.steward.core.task.TaskState;
import dev.steward.core.task.TaskUid;
import dev.steward.operator.policy.PolicyConditions;
import dev.steward.protocol.config.StepReportJson;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides what is to be done about a task, from what was observed of it and nothing else. */
public final class TaskDecider {

  private static final Duration LOOK = Duration.ofSeconds(10);

  private final TaskSettings settings;

  public TaskDecider(TaskSettings settings) {
    this.settings = settings;
  }

  /** The decision; empty: the task is a gateway's, and nothing is to be done or told. */
  public Optional<TaskDecision> decide(TaskObserved observed) {
    var ended = ended(observed);
    return ended.isPresent() || isOfGateways(observed)
        ? ended
        : Optional.of(GovernedTask.told(observed, governed(observed)));
  }

  /** What may be done of what there is to do. */
  private TaskDecision governed(TaskObserved observed) {
    return switch (observed.ruling().restraint()) {
      case NONE -> withService(observed);
      case UNBEGUN -> violating(observed);
      case HELD -> {
        var decision = withService(observed);
        yield decision.action() instanceof TaskAction.Begin ? violating(observed) : decision;
      }
      case STOPPED ->
          failed(
              observed,
              new TaskTelling(observed.task(), observed.now()),
              TaskReason.PolicyStopped,
              PolicyConditions.why(observed.ruling()));
    };
  }

  private static TaskDecision violating(TaskObserved observed) {
    return waiting(
        new TaskTelling(observed.task(), observed.now()),
        TaskReason.PolicyViolated,
        PolicyConditions.why(observed.ruling()));
  }

  private static boolean isOfGateways(TaskObserved observed) {
    return TaskReader.place(observed.task().getSpec()) instanceof Checked.Valid<RunPlace>(var place)
        && place == RunPlace.GATEWAY;
  }

  /** The status of a task whose next Job the API server won't take. */
  public InferenceTaskStatus refused(TaskObserved observed, Job job, String why) {
    return new TaskTelling(observed.task(), observed.now())
        .status(
            TaskReason.StepFailed,
            "the API server refuses the Job %s: %s".formatted(job.getMetadata().getName(), why));
  }

  /** What has ended stays so. */
  private static Optional<TaskDecision> ended(TaskObserved observed) {
    var status = observed.task().getStatus();
    if (status == null || status.conditions() == null) {
      return Optional.empty();
    }
    return status.conditions().stream()
        .filter(TaskTelling::isEnd)
        .findFirst()
        .map(end -> {
          var expiry =
              Instant.parse(end.getLastTransitionTime())
                  .plus(TaskReader.timeToLive(observed.task().getSpec()));
          if (!observed.now().isBefore(expiry)) {
            return new TaskDecision(new TaskAction.Expire(), status, Optional.empty());
          }
          var working = "Failed".equals(end.getType()) ? working(observed) : List.<Job>of();
          return new TaskDecision(
              working.isEmpty() ? new TaskAction.Nothing() : new TaskAction.Stop(working),
              status,
              Optional.of(Duration.between(observed.now(), expiry)));
        });
  }

  private TaskDecision withService(TaskObserved observed) {
    var telling = new TaskTelling(observed.task(), observed.now());
    var service = observed.service();
    if (service.isEmpty()) {
      return waiting(
          telling,
          TaskReason.ServiceMissing,
          "spec.service: there is no ModelService %s in this namespace; make it, or name another"
              .formatted(observed.task().getSpec().service()));
    }
    if (service.get().getSpec().model().repository() != null) {
      return failed(
          observed,
          telling,
          TaskReason.InvalidTask,
          "spec.service: it serves a repository, and a task can't say which of its models computes;"
              + " name a service with one model");
    }
    var named =
        Optional.ofNullable(service.get().getSpec().model().task())
            .map(Enum::name)
            .orElse(ItemKind.TENSOR.text());
    var kind = ItemKind.of(named);
    if (kind.isEmpty()) {
      return failed(
          observed,
          telling,
          TaskReason.InvalidTask,
          "spec.service: tasks can't use a model for %s; name another service".formatted(named));
    }
    return switch (TaskReader.read(observed.task(), model(service.get()), kind.get())) {
      case Checked.Invalid<TaskReader.Order>(var wrong) ->
          failed(observed, telling, TaskReason.InvalidTask, wrong.message());
      case Checked.Valid<TaskReader.Order>(var order) ->
          local(order)
              .map(path ->
                  failed(
                      observed,
                      telling,
                      TaskReason.InvalidTask,
                      "spec: %s is a path of one machine; use pvc://, s3:// or https://, or run it there by steward task submit"
                          .formatted(path.text())))
              .orElseGet(() -> new Course(observed, telling, order).decide());
    };
  }

  private static String model(ModelService service) {
    return Optional.ofNullable(service.getSpec().model().name())
        .orElse(service.getMetadata().getName());
  }

  private static Optional<DataPath> local(TaskReader.Order order) {
    var inputs =
        switch (order.task().inputs()) {
          case TaskInputs.Files(var paths) -> paths.stream();
          case TaskInputs.Lines(var path) -> Stream.of(path);
          case TaskInputs.Inline _ -> Stream.<DataPath>empty();
        };
    return Stream.concat(inputs, order.output().stream())
        .filter(path -> path instanceof DataPath.Local)
        .findFirst();
  }

  private static TaskDecision waiting(TaskTelling telling, TaskReason reason, String message) {
    return new TaskDecision(
        new TaskAction.Nothing(), telling.status(reason, message), Optional.of(LOOK));
  }

  private static TaskDecision failed(
      TaskObserved observed, TaskTelling telling, TaskReason reason, String message) {
    var working = working(observed);
    return new TaskDecision(
        working.isEmpty() ? new TaskAction.Nothing() : new TaskAction.Stop(working),
        telling.status(reason, message),
        Optional.of(LOOK));
  }

  private static List<Job> working(TaskObserved observed) {
    return observed.jobs().stream()
        .filter(job -> JobEnd.of(job) instanceof JobEnd.Working)
        .filter(job -> job.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** The steps of a task that can be done. */
  private final class Course {
    private final TaskObserved observed;
    private final TaskTelling telling;
    private final TaskReader.Order order;

    private Course(TaskObserved observed, TaskTelling telling, TaskReader.Order order) {
      this.observed = observed;
      this.telling = telling;
      this.order = order;
    }

    private TaskDecision decide() {
      var deadline = order.task().deadline();
      var begun = Instant.parse(observed.task().getMetadata().getCreationTimestamp());
      if (deadline.isPresent() && observed.now().isAfter(begun.plus(deadline.get()))) {
        return failed(
            observed,
            telling,
            TaskReason.DeadlineExceeded,
            "spec.deadline: %d s are over; what is finished stays at the output path, and a task with a longer deadline goes on there"
                .formatted(deadline.get().toSeconds()));
      }
      return observed
          .job(Step.run)
          .map(this::running)
          .orElseGet(() -> observed.job(Step.plan).map(this::planning).orElseGet(this::begin));
    }

    private TaskDecision begin() {
      return step(TaskReason.Planning, "its inputs are listed and measured", jobs().plan());
    }

    private TaskDecision planning(Job job) {
      var report = report(Step.plan, StepReport.Planned.class);
      return switch (JobEnd.of(job)) {
        case JobEnd.Working() ->
            waiting(telling, TaskReason.Planning, "its inputs are listed and measured");
        case JobEnd.Failed(var why) -> stepFailed(Step.plan, why);
        case JobEnd.Complete() ->
            report
                .map(plan -> {
                  telling.plan(plan);
                  return step(TaskReason.Running, running(plan), jobs().run(plan, workers()));
                })
                .orElseGet(() -> stepFailed(Step.plan, "its report is gone with its pod"));
      };
    }

    private TaskDecision running(Job job) {
      var written =
          Optional.ofNullable(job.getMetadata().getAnnotations())
              .map(annotations -> annotations.get(TaskNames.PLAN))
              .flatMap(StepReportJson::read);
      if (!(written.orElse(null) instanceof StepReport.Planned plan)) {
        return stepFailed(Step.run, "its annotation " + TaskNames.PLAN + " was changed");
      }
      telling.plan(plan);
      var tally = SliceProgress.of(job, plan.slices(), observed.pods());
      telling.progress(plan.slices(), tally, runningFor(job));
      if (TaskState.of(plan.slices().items(), tally, order.task().maxFailedItems())
          instanceof TaskState.Failed(var reason)) {
        return failed(observed, telling, TaskReason.TooManyFailures, "spec." + reason);
      }
      return switch (JobEnd.of(job)) {
        case JobEnd.Working() -> waiting(telling, TaskReason.Running, running(plan));
        case JobEnd.Failed(var why) -> stepFailed(Step.run, why);
        case JobEnd.Complete() ->
            observed.job(Step.collect).map(this::collecting).orElseGet(this::collect);
      };
    }

    private TaskDecision collect() {
      return step(TaskReason.Collecting, "its answers are put together", jobs().collect());
    }

    private TaskDecision collecting(Job job) {
      return switch (JobEnd.of(job)) {
        case JobEnd.Working() ->
            waiting(telling, TaskReason.Collecting, "its answers are put together");
        case JobEnd.Failed(var why) -> stepFailed(Step.collect, why);
        case JobEnd.Complete() ->
            report(Step.collect, StepReport.Gathered.class)
                .map(this::gathered)
                .orElseGet(() -> stepFailed(Step.collect, "its report is gone with its pod"));
      };
    }

    private TaskDecision gathered(StepReport.Gathered gathered) {
      telling.gathered(gathered);
      var tally = gathered.tally();
      return switch (TaskState.of(tally.done(), tally, order.task().maxFailedItems())) {
        case TaskState.Failed(var reason) ->
            failed(observed, telling, TaskReason.TooManyFailures, "spec." + reason);
        case TaskState.Complete _, TaskState.Running _ ->
            waiting(
                telling,
                TaskReason.Done,
                "%d items, %d failed; the results are in %s"
                    .formatted(tally.done(), tally.failed(), gathered.path()));
      };
    }

    private TaskDecision step(TaskReason reason, String message, Job job) {
      return new TaskDecision(
          new TaskAction.Begin(job), telling.status(reason, message), Optional.of(LOOK));
    }

    private TaskDecision stepFailed(Step step, String why) {
      var words =
          observed.pods().stream()
              .filter(pod -> pod.step() == step)
              .map(pod ->
                  pod.report().orElse(null) instanceof StepReport.Refused(var message)
                      ? Optional.of(message)
                      : pod.report().isEmpty() && !pod.words().isBlank()
                          ? Optional.of(pod.words())
                          : Optional.<String>empty())
              .flatMap(Optional::stream)
              .findFirst();
      return failed(
          observed,
          telling,
          TaskReason.StepFailed,
          words.orElseGet(() ->
              "the Job %s failed: %s; see its pods"
                  .formatted(step.job(observed.task().getMetadata().getName()), why)));
    }

    private <R extends StepReport> Optional<R> report(Step step, Class<R> kind) {
      return observed.pods().stream()
          .filter(pod -> pod.step() == step)
          .flatMap(pod -> pod.report().stream())
          .filter(kind::isInstance)
          .map(kind::cast)
          .findFirst();
    }

    private static String running(StepReport.Planned plan) {
      return "%d items run in %d slices".formatted(plan.slices().items(), plan.slices().count());
    }

    private Duration runningFor(Job job) {
      return Optional.ofNullable(job.getStatus())
          .flatMap(status -> Optional.ofNullable(status.getStartTime()))
          .map(start -> Duration.between(Instant.parse(start), observed.now()))
          .orElse(Duration.ZERO);
    }

    /** Three items under way for each pod. */
    private int workers() {
      var ready =
          observed
              .service()
              .flatMap(service -> Optional.ofNullable(service.getStatus()))
              .flatMap(status -> Optional.ofNullable(status.readyReplicas()))
              .orElse(1);
      return order.workers().orElse(Math.clamp(Math.ceilDiv(ready, 2), 1, 100));
    }

    private TaskJobs jobs() {
      var metadata = observed.task().getMetadata();
      var spec = observed.task().getSpec();
      return new TaskJobs(
          new TaskJobs.Owner(metadata.getNamespace(), metadata.getName(), metadata.getUid()),
          new TaskConfig(
              TaskUid.of(metadata.getUid()),
              order.task(),
              // What has none is a gateway's.
              order.output().orElseThrow(),
              "http://%s.%s.svc".formatted(spec.service(), metadata.getNamespace())),
          Optional.ofNullable(spec.secretRef()).map(InferenceTaskSpec.SecretRef::name),
          settings,
          order.task().deadline(),
          TaskTraceparent.of(observed.task()));
    }
  }
}
