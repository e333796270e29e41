package dev.steward.operator.task;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.InferenceTaskSpec;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.api.v1alpha1.TaskReason;
import dev.steward.api.v1alpha1.TaskTelling;
import dev.steward.api.v1alpha1.TaskTraceparent;
import dev.steward.core.task.StepReport;
import dev.steward.operator.plan.TracingSettings;
import dev.steward.operator.policy.Governance;
import dev.steward.operator.policy.PolicyConditions;
import dev.steward.operator.policy.Ruling;
import dev.steward.operator.policy.Ruling.Presence;
import dev.steward.protocol.config.StepReportJson;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A task, its service, and a cluster that a test plays. */
final class Tasks {

  static final Instant BEGUN = Instant.parse("2026-11-25T10:00:00Z");
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private static final TaskSettings SETTINGS =
      new TaskSettings("steward.dev/tasks:golden", List.of("*.example.org"));

  private TaskDecider decider = new TaskDecider(SETTINGS);
  private final List<Job> jobs = new ArrayList<>();
  private final List<StepPod> pods = new ArrayList<>();
  private final InferenceTask task;
  private Optional<ModelService> service;
  private Instant now = BEGUN;
  private Governance governance = Governance.NONE;

  private Tasks(InferenceTask task, ModelService service) {
    this.task = task;
    this.service = Optional.of(service);
  }

  private static final String SERVICE =
      """
      apiVersion: steward.dev/v1alpha1
      kind: ModelService
      metadata: {name: ocr, namespace: team-a}
      spec:
        model: {uri: "pvc://models/minilm", task: Embedding}
      """;

  static Tasks ofExample() {
    return ofExample("pvc://scans/text");
  }

  /** The example with another output path. */
  static Tasks ofExample(String output) {
    try {
      var written =
          Files.readString(Path.of("../examples/ocr-by-path/task.yaml"))
              .replace("pvc://scans/text", output);
      var task = YAML.unmarshal(written, InferenceTask.class);
      task.getMetadata().setNamespace("team-a");
      task.getMetadata().setUid("11111111-2222-3333-4444-555555555555");
      task.getMetadata().setGeneration(1L);
      task.getMetadata().setCreationTimestamp(BEGUN.toString());
      return new Tasks(task, YAML.unmarshal(SERVICE, ModelService.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A task of these items, whose results Steward keeps. */
  static Tasks ofItems(String... items) {
    var tasks = ofExample();
    var spec = tasks.task.getSpec();
    tasks.task.setSpec(
        new InferenceTaskSpec(
            spec.service(),
            new InferenceTaskSpec.Inputs(null, null, List.of(items)),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null));
    return tasks;
  }

  void endsInAGateway() {
    task.setStatus(new TaskTelling(task, now).status(TaskReason.Done, "2 items, 0 failed"));
  }

  /** From now on workers tell of tasks. */
  void tellTo(TracingSettings tracing) {
    decider = new TaskDecider(SETTINGS.withTracing(tracing));
  }

  /** It goes on with a trace. */
  void isOfTrace(String traceparent) {
    TaskTraceparent.put(task, traceparent);
  }

  void governedBy(Governance policies) {
    governance = policies;
  }

  void noService() {
    service = Optional.empty();
  }

  /** Its service is another one, which has the name of the first. */
  void serviceIs(ModelService other) {
    service = Optional.of(other);
  }

  void after(Duration duration) {
    now = now.plus(duration);
  }

  /** One reconcile: what is decided is done and told. */
  TaskDecision reconcile() {
    var decision = decide().orElseThrow();
    task.setStatus(decision.status());
    switch (decision.action()) {
      case TaskAction.Begin(var job) -> jobs.add(job);
      case TaskAction.Stop(var stopped) -> jobs.removeAll(stopped);
      case TaskAction.Nothing(), TaskAction.Expire() -> {}
    }
    return decision;
  }

  /** What is decided; empty: the gateways do. */
  Optional<TaskDecision> decide() {
    return decider.decide(
        new TaskObserved(
            task,
            service,
            jobs,
            pods,
            Ruling.of(
                task,
                governance,
                jobs.isEmpty() ? Presence.UNMADE : Presence.MADE,
                Optional.ofNullable(task.getStatus())
                    .flatMap(status -> PolicyConditions.refusedSince(status.policy())),
                now),
            now));
  }

  List<String> jobNames() {
    return jobs.stream().map(job -> job.getMetadata().getName()).toList();
  }

  Job job(Step step) {
    return jobs.stream()
        .filter(job -> job.getMetadata().getName().equals(step.job("scans")))
        .findFirst()
        .orElseThrow();
  }

  void reports(Step step, int index, StepReport report) {
    pods.add(new StepPod(step, index, Optional.of(report), StepReportJson.write(report)));
  }

  void says(Step step, String words) {
    pods.add(new StepPod(step, 0, Optional.empty(), words));
  }

  void podsAreGone() {
    pods.clear();
  }

  void finishes(Step step, String completedIndexes) {
    status(step, "Complete", "", completedIndexes);
  }

  void fails(Step step, String why) {
    status(step, "Failed", why, "");
  }

  void works(Step step, String completedIndexes) {
    status(step, "Suspended", "", completedIndexes);
  }

  private void status(Step step, String condition, String message, String completedIndexes) {
    var job = job(step);
    jobs.replaceAll(other ->
        other.getMetadata().getName().equals(step.job("scans"))
            ? new JobBuilder(job)
                .withNewStatus()
                .withStartTime(BEGUN.toString())
                .withCompletedIndexes(completedIndexes)
                .addNewCondition()
                .withType(condition)
                .withStatus(condition.equals("Suspended") ? "False" : "True")
                .withMessage(message)
                .endCondition()
                .endStatus()
                .build()
            : other);
  }
}
