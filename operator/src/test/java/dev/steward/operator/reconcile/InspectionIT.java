package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.InspectedModel;
import dev.steward.api.v1alpha1.ModelServiceStatus;
import dev.steward.core.model.ModelFacts;
import dev.steward.operator.plan.ModelOf;
import dev.steward.operator.plan.Names;
import dev.steward.protocol.config.ModelFactsJson;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pod that reads a model's facts, on a real API server; a test plays its node. */
class InspectionIT {

  private static final ModelFacts FACTS = ModelOf.layers(6, 10);
  private static final String SERVICE =
      """
      apiVersion: steward.dev/v1alpha1
      kind: ModelService
      metadata: {name: staged}
      spec:
        model: {uri: "pvc://models/%s"}
        sharding: {strategy: Pipeline, size: 2}
      """;

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  private List<Pod> inspections() {
    return world
        .client
        .pods()
        .inNamespace(world.tenant)
        .withLabel(Names.INSPECTION, "staged")
        .list()
        .getItems();
  }

  private Pod awaitInspection() {
    World.await("an inspection pod", () -> inspections().size() == 1);
    return inspections().getFirst();
  }

  private static PodStatus ended(int exitCode, String message) {
    return new PodStatusBuilder()
        .withPhase(exitCode == 0 ? "Succeeded" : "Failed")
        .addNewContainerStatus()
        .withName("runtime")
        .withImage("none")
        .withImageID("none")
        .withReady(false)
        .withRestartCount(0)
        .withNewState()
        .withNewTerminated()
        .withExitCode(exitCode)
        .withReason(exitCode == 0 ? "Completed" : "Error")
        .withMessage(message)
        .withFinishedAt(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
        .endTerminated()
        .endState()
        .endContainerStatus()
        .build();
  }

  private Optional<InspectedModel> stored() {
    return Optional.ofNullable(world.service("staged").getStatus())
        .map(ModelServiceStatus::model)
        .map(ModelServiceStatus.ServedModel::facts);
  }

  private List<ControllerRevision> revisions() {
    return world
        .client
        .resources(ControllerRevision.class)
        .inNamespace(world.tenant)
        .withLabel(Names.SERVICE, "staged")
        .list()
        .getItems();
  }

  @Test
  void what_a_pod_finds_is_kept_and_the_pod_goes_and_nothing_more_is_written() {
    var _ = world.gateway("steward-gateway-0", "10.9.0.1");
    var operator = world.leadingOperator("a");
    var _ = world.apply(SERVICE.formatted("m"));
    var pod = awaitInspection();
    var _ = world.awaitReason("staged", "Inspecting");
    assertThat(revisions()).isEmpty();

    world.setStatus(pod, ended(0, ModelFactsJson.write(FACTS)));
    World.await("the facts in the status", () -> stored().isPresent());
    assertThat(stored().flatMap(InspectedModel::facts)).contains(FACTS);
    World.await("the end of the pod", () -> inspections().isEmpty());
    World.await("a revision", () -> revisions().size() == 1);
    var calls = World.settled(operator::calls);
    var reconciles = operator.reconciles();
    var service = world.service("staged");
    service.getMetadata().setManagedFields(null);
    service.getMetadata().setAnnotations(Map.of("example.com/seen", "yes"));
    var _ = world.client.resource(service).update();
    World.await("a further reconcile", () -> operator.reconciles() > reconciles);
    assertThat(World.settled(operator::calls)).isEqualTo(calls);
  }

  @Test
  void a_pod_that_failed_is_told_kept_and_followed_by_another() {
    var _ = world.leadingOperator("a");
    var _ = world.apply(SERVICE.formatted("m"));
    var first = awaitInspection();
    world.setStatus(first, ended(1, "{\"code\":\"model_missing\",\"message\":\"put one there\"}"));
    var told = world.awaitReason("staged", "ModelMissing");
    assertThat(told.getMessage()).contains("put one there", "It is tried again.");
    World.await(
        "another try",
        () -> inspections().stream().anyMatch(pod -> pod.getMetadata().getName().endsWith("-2")));
    assertThat(world.condition("staged", "Ready").orElseThrow().getReason())
        .as("the failure is told until the next try says something")
        .isEqualTo("ModelMissing");
    World.await("the end of the first", () -> inspections().size() == 1);
    world.setStatus(inspections().getFirst(), ended(0, ModelFactsJson.write(FACTS)));
    World.await("a revision", () -> revisions().size() == 1);
  }

  @Test
  void a_pod_that_is_deleted_by_hand_is_made_again() {
    var _ = world.leadingOperator("a");
    var _ = world.apply(SERVICE.formatted("m"));
    var first = awaitInspection();
    world.removePod(first);
    World.await(
        "another pod",
        () ->
            inspections().stream()
                .anyMatch(pod -> !pod.getMetadata().getUid().equals(first.getMetadata().getUid())));
  }

  @Test
  void another_model_is_inspected_anew_and_the_old_pod_goes() {
    var _ = world.leadingOperator("a");
    var _ = world.apply(SERVICE.formatted("m"));
    var first = awaitInspection();
    var _ = world.apply(SERVICE.formatted("other"));
    World.await(
        "a pod for the other model",
        () ->
            inspections().size() == 1
                && !inspections()
                    .getFirst()
                    .getMetadata()
                    .getName()
                    .equals(first.getMetadata().getName()));
  }

  @Test
  void an_operator_that_is_killed_before_it_kept_the_facts_is_followed_by_one_that_does() {
    var killed = world.leadingOperator("a");
    var _ = world.apply(SERVICE.formatted("m"));
    var pod = awaitInspection();
    killed.kill();
    world.setStatus(pod, ended(0, ModelFactsJson.write(FACTS)));
    var _ = world.leadingOperator("b");
    World.await("the facts in the status", () -> stored().isPresent());
    World.await("the end of the pod", () -> inspections().isEmpty());
  }
}
