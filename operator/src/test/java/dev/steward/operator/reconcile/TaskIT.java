package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.InferenceTaskStatus;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.core.task.ItemFailure;
import dev.steward.core.task.Slices;
import dev.steward.core.task.StepReport;
import dev.steward.core.task.Tally;
import dev.steward.operator.plan.Names;
import dev.steward.operator.task.TaskNames;
import dev.steward.protocol.config.StepReportJson;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tasks on a real API server; the test plays Kubernetes' Jobs and their pods. */
@TestInstance(Lifecycle.PER_CLASS)
class TaskIT {

  private final World world = new World();

  @BeforeAll
  void start() {
    var _ = world.leadingOperator("tasks");
    var _ = world.applyExample("tensor");
    // In a cluster a controller makes it.
    var account =
        new ServiceAccountBuilder()
            .withNewMetadata()
            .withNamespace(world.tenant)
            .withName("default")
            .endMetadata()
            .build();
    var _ = world.client.resource(account).serverSideApply();
  }

  @AfterAll
  void stop() {
    world.close();
  }

  private InferenceTask apply(String name, String spec) {
    var task =
        world
            .client
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: steward.dev/v1alpha1
                kind: InferenceTask
                metadata: {name: "%s", namespace: "%s"}
                spec: %s
                """
                    .formatted(name, world.tenant, spec),
                InferenceTask.class);
    return world.client.resource(task).create();
  }

  private static String spec(String service, String more) {
    return "{service: %s, inputs: {jsonl: {path: 'pvc://data/in.jsonl'}}, output: {path: 'pvc://data/out'}%s}"
        .formatted(service, more);
  }

  private String service() {
    return world
        .client
        .resources(ModelService.class)
        .inNamespace(world.tenant)
        .list()
        .getItems()
        .getFirst()
        .getMetadata()
        .getName();
  }

  private Optional<InferenceTaskStatus> status(String name) {
    return Optional.ofNullable(
            world
                .client
                .resources(InferenceTask.class)
                .inNamespace(world.tenant)
                .withName(name)
                .get())
        .map(InferenceTask::getStatus);
  }

  private InferenceTaskStatus awaitState(String name, String state) {
    World.await(
        name + " is " + state,
        () -> status(name).filter(status -> state.equals(status.state())).isPresent());
    return status(name).orElseThrow();
  }

  private Optional<Job> job(String name) {
    return Optional.ofNullable(
        world.client.batch().v1().jobs().inNamespace(world.tenant).withName(name).get());
  }

  /** A pod of a Job that has ended with a report. */
  private void leaves(Job job, String index, StepReport report) {
    var labels = new HashMap<>(job.getSpec().getTemplate().getMetadata().getLabels());
    labels.put("batch.kubernetes.io/job-completion-index", index);
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(world.tenant)
            .withName(job.getMetadata().getName() + "-" + index)
            .withLabels(labels)
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("worker")
            .withImage("none")
            .endContainer()
            .endSpec()
            .build();
    var status =
        new PodStatusBuilder()
            .withPhase("Succeeded")
            .addNewContainerStatus()
            .withName("worker")
            .withImage("none")
            .withImageID("none")
            .withReady(false)
            .withRestartCount(0)
            .withNewState()
            .withNewTerminated()
            .withExitCode(0)
            .withMessage(StepReportJson.write(report))
            .endTerminated()
            .endState()
            .endContainerStatus()
            .build();
    world.setStatus(world.client.resource(pod).create(), status);
  }

  /** A Job of which pods have ended, as Kubernetes writes it. */
  private void ends(String name, String completedIndexes, String index, StepReport report) {
    World.await("Job " + name, () -> job(name).isPresent());
    var job = job(name).orElseThrow();
    leaves(job, index, report);
    var now = Instant.now().toString();
    var _ =
        world
            .client
            .resource(job)
            .editStatus(current ->
                current
                    .edit()
                    .withNewStatus()
                    .withStartTime(now)
                    .withCompletionTime(now)
                    .withSucceeded(job.getSpec().getCompletions())
                    .withCompletedIndexes(completedIndexes.isEmpty() ? null : completedIndexes)
                    .addNewCondition()
                    .withType("SuccessCriteriaMet")
                    .withStatus("True")
                    .endCondition()
                    .addNewCondition()
                    .withType("Complete")
                    .withStatus("True")
                    .endCondition()
                    .endStatus()
                    .build());
  }

  @Test
  void a_task_goes_through_its_three_jobs_and_says_how_it_ended() {
    var name = "whole";
    var _ = apply(name, spec(service(), ", parallelism: 2"));
    var failure = new ItemFailure(2, "pvc://data/in.jsonl:3", "it is no JSON");
    var tally = new Tally(30, 1, List.of(failure));

    ends("whole-plan", "", "0", new StepReport.Planned(new Slices(30, 30), Optional.empty()));
    awaitState(name, "Running");
    ends("whole-run", "0", "0", new StepReport.Ran(tally));
    awaitState(name, "Collecting");
    ends(
        "whole-collect",
        "",
        "0",
        new StepReport.Gathered(tally, "pvc://data/out/results.jsonl", "abc"));

    var status = awaitState(name, "Complete");
    assertThat(status.progress()).isEqualTo("30/30");
    assertThat(status.failures()).hasSize(1);
    var run = job("whole-run").orElseThrow();
    assertThat(run.getSpec().getCompletionMode()).isEqualTo("Indexed");
    assertThat(run.getSpec().getBackoffLimitPerIndex()).isEqualTo(6);
    assertThat(run.getMetadata().getLabels())
        .containsAllEntriesOf(Map.of(Names.MANAGED_BY, Names.STEWARD, TaskNames.TASK, name));
  }

  @Test
  void a_task_waits_for_its_service() {
    var _ = apply("early", spec("later", ""));

    var status = awaitState("early", "Waiting");

    assertThat(status.conditions()).isNotNull();
    assertThat(job("early-plan")).isEmpty();
  }

  @Test
  void a_task_with_too_many_failures_loses_its_job_and_gets_no_other() {
    var _ = apply("bad", spec(service(), ", maxFailedItems: 0"));
    ends("bad-plan", "", "0", new StepReport.Planned(new Slices(30, 10), Optional.empty()));
    World.await("Job bad-run", () -> job("bad-run").isPresent());
    leaves(
        job("bad-run").orElseThrow(),
        "0",
        new StepReport.Ran(new Tally(10, 1, List.of(new ItemFailure(3, "x", "broken")))));

    var status = awaitState("bad", "Failed");

    assertThat(status.conditions()).isNotNull();
    World.await("the end of Job bad-run", () -> job("bad-run").isEmpty());
    var settled = World.settled(() -> job("bad-run").isPresent());
    assertThat(settled).isFalse();
  }

  @Test
  void only_what_a_gateway_reads_by_itself_goes_without_an_output_path() {
    for (var inputs : List.of("{jsonl: {path: 'https://a/b'}}", "{paths: ['pvc://a/b']}")) {
      assertThatThrownBy(() -> apply("wrong", "{service: x, inputs: %s}".formatted(inputs)))
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("spec.output: Steward keeps the results of items");
    }
    assertThat(apply("kept", "{service: x, inputs: {paths: ['https://a/b']}}").getSpec().output())
        .isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "inputs: {paths: ['pvc://a/b'], items: ['x']} | spec.inputs: it needs one of paths, jsonl and items",
        "inputs: {}                                   | spec.inputs: it needs one of paths, jsonl and items",
        "inputs: {paths: ['ftp://a/b']}               | spec.inputs.paths: Steward can't read from such a path",
        "inputs: {jsonl: {path: 'a.jsonl'}}           | spec.inputs.jsonl.path: Steward can't read from such a path",
        "output: {path: 'https://a/b'}                | spec.output.path: results can't be written there",
        "output: {path: 's3://bucket/*'}              | spec.output.path: results can't be written there",
        "parallelism: 0                               | spec.parallelism: it is no number of workers",
        "parallelism: Many                            | spec.parallelism: it is no number of workers",
        "maxFailedItems: 101%                         | spec.maxFailedItems: it is neither a count nor a share",
        "deadline: 0s                                 | spec.deadline: it is no duration from 1s to 8760h",
        "secretRef: {name: 'A_B'}                     | spec.secretRef.name: it is no name of a Secret",
      })
  void the_api_server_refuses_what_makes_no_sense(String field, String message) {
    var name = field.substring(0, field.indexOf(':'));
    var spec =
        Map.of(
            "inputs", "inputs: {items: ['x']}",
            "output", "output: {path: 'pvc://data/out'}");
    var fields = new TreeMap<>(spec);
    fields.put(name, field.strip());

    assertThatThrownBy(
            () -> apply("wrong", "{service: x, " + String.join(", ", fields.values()) + "}"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(message);
  }

  @Test
  void a_spec_can_not_be_changed() {
    var task = world.client.resource(apply("fixed", spec("later", "")));

    // A merge patch names no version: the operator may write the status meanwhile.
    assertThatThrownBy(() ->
            task.patch(
                PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"service\": \"other\"}}"))
        .hasMessageContaining("a task's work is fixed when it begins");
  }
}
