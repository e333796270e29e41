package dev.steward.operator.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.InferenceTaskStatus;
import dev.steward.core.task.ItemFailure;
import dev.steward.core.task.Prediction;
import dev.steward.core.task.Slices;
import dev.steward.core.task.StepReport;
import dev.steward.core.task.Tally;
import dev.steward.operator.Services;
import dev.steward.operator.plan.TracingSettings;
import dev.steward.operator.plan.YamlFiles;
import dev.steward.operator.policy.PolicyFiles;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TaskDeciderTest {

  private static final StepReport.Planned PLAN =
      new StepReport.Planned(
          new Slices(2000, 600), Optional.of(new Prediction(Duration.ofSeconds(100), 0.11)));
  private static final ItemFailure BROKEN =
      new ItemFailure(7, "pvc://scans/8.png", "it is no image; give a PNG");

  private final Tasks tasks = Tasks.ofExample();

  private static String reason(InferenceTaskStatus status) {
    return status.conditions() == null ? "" : status.conditions().getFirst().getReason();
  }

  private static String message(InferenceTaskStatus status) {
    return status.conditions() == null ? "" : status.conditions().getFirst().getMessage();
  }

  private void planned() {
    tasks.reconcile();
    tasks.reports(Step.plan, 0, PLAN);
    tasks.finishes(Step.plan, "");
    tasks.reconcile();
  }

  private void ran() {
    planned();
    tasks.reports(Step.run, 0, new StepReport.Ran(new Tally(600, 1, List.of(BROKEN))));
    for (int slice = 1; slice < 4; slice++) {
      tasks.reports(
          Step.run, slice, new StepReport.Ran(new Tally(slice == 3 ? 200 : 600, 0, List.of())));
    }
    tasks.finishes(Step.run, "0-3");
    tasks.reconcile();
  }

  @Test
  void the_jobs_of_the_example_are_those_of_its_golden_files() throws IOException {
    ran();

    var files = new TreeMap<String, Object>();
    for (var step : Step.values()) {
      var job = tasks.job(step);
      job.setStatus(null);
      files.put("job-" + job.getMetadata().getName() + ".yaml", job);
    }
    YamlFiles.compare(Path.of("src/test/resources/golden/task"), files);
  }

  private Map<String, String> variables(Step step) {
    return tasks
        .job(step)
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getEnv()
        .stream()
        .filter(variable -> variable.getValue() != null)
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
  }

  @Test
  void workers_know_whom_to_tell_of_the_task_and_as_a_part_of_which_trace() {
    var traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    tasks.tellTo(new TracingSettings("http://collector:4318", 0.25));
    tasks.isOfTrace(traceparent);
    ran();
    for (var step : Step.values()) {
      assertThat(variables(step))
          .contains(
              Map.entry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"),
              Map.entry("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"),
              Map.entry("OTEL_TRACES_SAMPLER_ARG", "0.25"),
              Map.entry("OTEL_SERVICE_NAME", "steward-task"),
              Map.entry(
                  "OTEL_RESOURCE_ATTRIBUTES", "service.namespace=team-a,k8s.namespace.name=team-a"),
              Map.entry("TRACEPARENT", traceparent));
    }
  }

  @Test
  void where_nobody_is_told_workers_know_nothing_of_traces() {
    tasks.isOfTrace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    ran();
    for (var step : Step.values()) {
      assertThat(variables(step).keySet())
          .noneMatch(name -> name.startsWith("OTEL_") || name.equals("TRACEPARENT"));
    }
  }

  @Test
  void a_task_goes_from_step_to_step_and_tells_how_far_it_is() {
    var first = tasks.reconcile().status();
    assertThat(first.state()).isEqualTo("Planning");
    assertThat(tasks.jobNames()).containsExactly("scans-plan");

    tasks.reports(Step.plan, 0, PLAN);
    tasks.finishes(Step.plan, "");
    var running = tasks.reconcile().status();
    assertThat(running.state()).isEqualTo("Running");
    assertThat(running.progress()).isEqualTo("0/2000");
    assertThat(running.predicted()).isEqualTo(new InferenceTaskStatus.Predicted("1m40s", "±11%"));
    assertThat(tasks.job(Step.run).getSpec().getCompletions()).isEqualTo(4);

    tasks.after(Duration.ofSeconds(60));
    tasks.reports(Step.run, 0, new StepReport.Ran(new Tally(600, 1, List.of(BROKEN))));
    tasks.works(Step.run, "0,3");
    var half = tasks.reconcile().status();
    assertThat(half.progress()).isEqualTo("800/2000");
    assertThat(half.rate()).isEqualTo("13.3/s");
    assertThat(half.timeLeft()).isEqualTo("1m30s");
    assertThat(half.failures())
        .containsExactly(
            new InferenceTaskStatus.Failure(7L, "pvc://scans/8.png", "it is no image; give a PNG"));

    tasks.finishes(Step.run, "0-3");
    assertThat(tasks.reconcile().status().state()).isEqualTo("Collecting");

    tasks.reports(
        Step.collect,
        0,
        new StepReport.Gathered(
            new Tally(2000, 1, List.of(BROKEN)), "pvc://scans/text/results.jsonl", "abc"));
    tasks.finishes(Step.collect, "");
    var done = tasks.reconcile().status();
    assertThat(done.state()).isEqualTo("Complete");
    assertThat(done.result())
        .isEqualTo(new InferenceTaskStatus.Result("pvc://scans/text/results.jsonl", "abc"));
    assertThat(message(done))
        .isEqualTo("2000 items, 1 failed; the results are in pvc://scans/text/results.jsonl");
  }

  @Test
  void time_alone_writes_nothing() {
    planned();
    tasks.works(Step.run, "0");
    var before = tasks.reconcile().status();

    tasks.after(Duration.ofMinutes(3));

    assertThat(tasks.reconcile().status()).isEqualTo(before);
  }

  @Test
  void a_task_whose_service_is_not_there_waits_for_it() {
    tasks.noService();

    var decision = tasks.reconcile();

    assertThat(decision.status().state()).isEqualTo("Waiting");
    assertThat(message(decision.status())).contains("there is no ModelService ocr");
    assertThat(tasks.jobNames()).isEmpty();
  }

  @Test
  void a_refusal_of_the_planner_is_told_in_its_own_words() {
    tasks.reconcile();
    tasks.reports(
        Step.plan,
        0,
        new StepReport.Refused("spec.inputs.paths[0]: pvc://scans/**/*.png matches nothing; x"));
    tasks.fails(Step.plan, "Container worker failed with exit code 3");

    var status = tasks.reconcile().status();

    assertThat(status.state()).isEqualTo("Failed");
    assertThat(message(status)).startsWith("spec.inputs.paths[0]: pvc://scans");
  }

  @Test
  void a_task_with_too_many_failures_is_stopped_and_does_not_begin_again() {
    planned();
    tasks.reports(Step.run, 0, new StepReport.Ran(new Tally(600, 101, List.of(BROKEN))));
    tasks.works(Step.run, "0");

    var decision = tasks.reconcile();

    assertThat(reason(decision.status())).isEqualTo("TooManyFailures");
    assertThat(message(decision.status()))
        .startsWith("spec.maxFailedItems: 101 of 2000 items failed, 5% allows 100");
    assertThat(tasks.jobNames()).containsExactly("scans-plan");
    assertThat(tasks.reconcile().action()).isEqualTo(new TaskAction.Nothing());
    assertThat(tasks.jobNames()).containsExactly("scans-plan");
  }

  @Test
  void a_task_past_its_deadline_is_stopped() {
    planned();
    tasks.works(Step.run, "");
    tasks.after(Duration.ofHours(6).plusSeconds(1));

    assertThat(reason(tasks.reconcile().status())).isEqualTo("DeadlineExceeded");
    assertThat(tasks.jobNames()).doesNotContain("scans-run");
  }

  @Test
  void a_worker_that_gave_up_leaves_its_words() {
    planned();
    tasks.says(Step.run, "http://ocr.team-a.svc takes nothing for 600 s: no connection");
    tasks.fails(Step.run, "Job has failed indexes");

    assertThat(message(tasks.reconcile().status())).contains("takes nothing for 600 s");
  }

  @Test
  void what_is_known_stays_known_when_the_pods_are_gone() {
    ran();
    tasks.podsAreGone();
    tasks.reports(
        Step.collect, 0, new StepReport.Gathered(new Tally(2000, 1, List.of(BROKEN)), "p", "s"));
    tasks.finishes(Step.collect, "");

    var status = tasks.reconcile().status();

    assertThat(status.state()).isEqualTo("Complete");
    assertThat(status.items()).isEqualTo(new InferenceTaskStatus.Items(2000L, 2000L, 1L));
    assertThat(status.predicted()).isNotNull();
  }

  @Test
  void an_ended_task_is_removed_when_its_time_is_over() {
    tasks.reconcile();
    tasks.fails(Step.plan, "x");
    tasks.reconcile();

    tasks.after(Duration.ofDays(7).minusSeconds(1));
    assertThat(tasks.reconcile().lookAgain()).contains(Duration.ofSeconds(1));
    tasks.after(Duration.ofSeconds(1));
    assertThat(tasks.reconcile().action()).isEqualTo(new TaskAction.Expire());
  }

  @Test
  void a_task_of_the_gateways_is_left_alone_until_its_time_after_its_end_is_over() {
    var kept = Tasks.ofItems("a", "b");
    assertThat(kept.decide()).isEmpty();

    kept.endsInAGateway();
    assertThat(kept.decide().orElseThrow().action()).isEqualTo(new TaskAction.Nothing());
    kept.after(Duration.ofDays(7));
    assertThat(kept.decide().orElseThrow().action()).isEqualTo(new TaskAction.Expire());
  }

  @Test
  void a_path_of_one_machine_is_refused_in_a_cluster() {
    var local = Tasks.ofExample("file:///srv/text");

    var status = local.reconcile().status();

    assertThat(reason(status)).isEqualTo("InvalidTask");
    assertThat(message(status)).contains("file:///srv/text is a path of one machine");
  }

  @Test
  void a_task_of_a_repository_is_refused_for_it_names_no_model() {
    tasks.serviceIs(
        Services.service("{model: {uri: 'pvc://models/all', repository: {memory: 512Mi}}}"));

    var status = tasks.reconcile().status();

    assertThat(reason(status)).isEqualTo("InvalidTask");
    assertThat(message(status)).startsWith("spec.service: it serves a repository");
  }

  private void deny(String quarantine) {
    tasks.governedBy(
        PolicyFiles.over(
            PolicyFiles.ofCluster(
                "eu",
                "{enforcement: Deny, requiredAnnotations: [ticket]%s}".formatted(quarantine))));
  }

  private static String condition(InferenceTaskStatus status, String type) {
    return Optional.ofNullable(status.conditions()).orElseThrow().stream()
        .filter(condition -> condition.getType().equals(type))
        .map(condition -> condition.getStatus() + " " + condition.getReason())
        .findFirst()
        .orElse("absent");
  }

  @Test
  void a_task_that_breaks_a_policy_isnt_begun_and_is_once_the_policy_is_gone() {
    deny("");
    var decision = tasks.reconcile();

    assertThat(decision.action()).isEqualTo(new TaskAction.Nothing());
    assertThat(decision.status().state()).isEqualTo("Waiting");
    assertThat(message(decision.status()))
        .startsWith("metadata.annotations: missing or empty: ticket; state them");
    assertThat(condition(decision.status(), "PolicyCompliant")).isEqualTo("False NotBegun");
    assertThat(decision.events()).hasSize(1);
    assertThat(tasks.reconcile().events()).isEmpty();

    tasks.governedBy(dev.steward.operator.policy.Governance.NONE);
    assertThat(tasks.reconcile().action()).isInstanceOf(TaskAction.Begin.class);
  }

  @Test
  void a_task_that_complies_says_so_and_isnt_taken_for_one_that_has_ended() {
    tasks.governedBy(
        PolicyFiles.over(
            PolicyFiles.ofCluster("eu", "{enforcement: Deny, runtime: {denyExec: true}}")));
    ran();

    assertThat(condition(tasks.reconcile().status(), "PolicyCompliant")).isEqualTo("True Complies");
    assertThat(tasks.reconcile().status().state()).isEqualTo("Collecting");
  }

  @Test
  void in_quarantine_a_step_goes_on_and_no_other_begins() {
    planned();
    deny(", quarantine: {action: NoNewReplicas, after: 0s}");

    assertThat(tasks.reconcile().status().state()).isEqualTo("Running");
    tasks.reports(Step.run, 0, new StepReport.Ran(new Tally(2000, 0, List.of())));
    tasks.finishes(Step.run, "0-3");
    assertThat(reason(tasks.reconcile().status())).isEqualTo("PolicyViolated");
    assertThat(tasks.jobNames()).containsExactly("scans-plan", "scans-run");
  }

  @Test
  void a_task_that_is_stopped_has_failed_and_its_jobs_go() {
    planned();
    deny(", quarantine: {action: ScaleToZero, after: 1h}");
    assertThat(tasks.reconcile().status().state()).isEqualTo("Running");
    tasks.after(Duration.ofHours(1));
    var decision = tasks.reconcile();

    assertThat(decision.action()).isInstanceOf(TaskAction.Stop.class);
    assertThat(reason(decision.status())).isEqualTo("PolicyStopped");
    assertThat(decision.status().state()).isEqualTo("Failed");
    assertThat(condition(decision.status(), "PolicyCompliant")).isEqualTo("False Stopped");
  }
}
