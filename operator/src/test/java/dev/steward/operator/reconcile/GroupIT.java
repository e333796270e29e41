package dev.steward.operator.reconcile;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.ModelServiceStatus.GroupStatus;
import dev.steward.operator.group.GroupNames;
import dev.steward.operator.plan.Names;
import dev.steward.operator.reconcile.World.RunningOperator;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups on a real API server; the test plays the controllers, the scheduler and the kubelet. */
class GroupIT {

  private static final String RANKS =
      """
      apiVersion: steward.dev/v1alpha1
      kind: ModelService
      metadata: {name: ranks}
      spec:
        model: {uri: "pvc://models/minilm"}
        runtime: {image: "engine.example/engine:1"}
        sharding: {strategy: Tensor, size: 2}
        scaling: {mode: Fixed, replicas: 1}
      """;

  private final World world = new World();
  private final RunningOperator operator = world.leadingOperator("a");

  @BeforeEach
  void start() {
    var _ = world.gateway("steward-gateway-0", "10.9.0.1");
    var _ = world.apply(RANKS);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void gates_open_together_and_only_when_all_members_exist() {
    var first = member(0);
    var _ = world.awaitReason("ranks", "Starting");
    assertThat(World.settled(() -> isGated(first))).isTrue();
    var second = member(1);
    World.await("both are let in", () -> !isGated(first) && !isGated(second));
    assertThat(roster(first)).isEqualTo(roster(second)).isNotEmpty();
    assertThat(List.of(roster(first).split(",")))
        .containsExactlyInAnyOrder(first.getMetadata().getUid(), second.getMetadata().getUid());
  }

  @Test
  void a_group_is_ready_as_one_and_a_second_reconcile_writes_nothing() {
    var first = member(0);
    var second = member(1);
    World.await("both are let in", () -> !isGated(first) && !isGated(second));
    world.setStatus(first, World.ready("10.9.1.1"));
    World.await("one of two is told", () -> groups().getFirst().ready().equals("1/2"));
    assertThat(world.condition("ranks", "Ready").orElseThrow().getStatus()).isEqualTo("False");
    world.setStatus(second, World.ready("10.9.1.2"));
    var serving = world.awaitReason("ranks", "Serving");
    assertThat(serving.getMessage()).isEqualTo("1 of 1 groups answer.");
    assertThat(world.service("ranks").getStatus().replicas()).isEqualTo(1);
    assertThat(world.service("ranks").getStatus().selector()).endsWith("pod-index=0");

    var calls = World.settled(operator::calls);
    var reconciles = operator.reconciles();
    var service = world.service("ranks");
    service.getMetadata().setManagedFields(null);
    service.getMetadata().setAnnotations(Map.of("example.com/seen", "yes"));
    var _ = world.client.resource(service).update();
    World.await("a further reconcile", () -> operator.reconciles() > reconciles);
    assertThat(World.settled(operator::calls)).isEqualTo(calls);
    operator.process().close();

    var next = world.leadingOperator("b");
    World.await("the first reconcile of another operator", () -> next.reconciles() > 0);
    assertThat(World.settled(next::calls)).isEmpty();
  }

  @Test
  void a_crash_restarts_the_group_as_one_and_its_last_words_are_kept() {
    var first = member(0);
    var second = member(1);
    World.await("both are let in", () -> !isGated(first) && !isGated(second));
    world.setStatus(first, World.ready("10.9.1.1"));
    world.setStatus(second, crashed());
    World.await("both are deleted", () -> isLeaving(first) && isLeaving(second));
    assertThat(set().orElseThrow().getSpec().getTemplate().getMetadata().getLabels())
        .containsEntry(GroupNames.INCARNATION, "2");
    // The status is written after what it tells of was done.
    World.await("the restart is told", () -> groups().getFirst().restarts() == 1);
    var told = groups().getFirst();
    assertThat(requireNonNull(told.lastFailure()).reason()).isEqualTo("Crashed");
    assertThat(told.lastFailure().message()).contains("rank 1: no NCCL");
    var ready = world.awaitReason("ranks", "GroupRestarting");
    assertThat(ready.getMessage()).contains("rank 1: no NCCL");

    world.removePod(first);
    world.removePod(second);
    var again = member(0);
    var andAgain = member(1);
    assertThat(again.getMetadata().getLabels()).containsEntry(GroupNames.INCARNATION, "2");
    World.await("the gates open after the pause", () -> !isGated(again) && !isGated(andAgain));
  }

  @Test
  void an_operator_that_was_killed_between_two_gates_is_gone_on_for() {
    World.await("the StatefulSet is there", () -> set().isPresent());
    operator.kill();
    var first = member(0);
    var second = member(1);
    var roster = first.getMetadata().getUid() + "," + second.getMetadata().getUid();
    open(first, roster);
    var _ = world.leadingOperator("b");
    World.await("the other is let in", () -> !isGated(second));
    assertThat(roster(second).split(",")).containsExactlyInAnyOrder(roster.split(","));
  }

  @Test
  void the_credentials_of_a_group_belong_to_its_stateful_set() {
    World.await(
        "the Secret is the StatefulSet's",
        () ->
            Optional.ofNullable(secret())
                .map(secret -> secret.getMetadata().getOwnerReferences())
                .filter(owners ->
                    owners.size() == 1
                        && owners
                            .getFirst()
                            .getUid()
                            .equals(set().orElseThrow().getMetadata().getUid()))
                .isPresent());
    assertThat(secret().getData()).containsKeys("tls.crt", "tls.key", "ca.crt");
  }

  private Secret secret() {
    return world
        .client
        .secrets()
        .inNamespace(world.tenant)
        .withName(set().map(it -> it.getMetadata().getName()).orElse("none") + "-tls")
        .get();
  }

  private Optional<StatefulSet> set() {
    return world
        .client
        .apps()
        .statefulSets()
        .inNamespace(world.tenant)
        .withLabel(Names.SERVICE, "ranks")
        .list()
        .getItems()
        .stream()
        .findFirst();
  }

  private List<GroupStatus> groups() {
    return requireNonNull(world.service("ranks").getStatus().groups());
  }

  /** The pod that the controller would make of the StatefulSet's template. */
  private Pod member(int index) {
    World.await("the StatefulSet is there", () -> set().isPresent());
    var set = set().orElseThrow();
    var template = set.getSpec().getTemplate();
    var labels = new TreeMap<>(template.getMetadata().getLabels());
    labels.put(GroupNames.INDEX, String.valueOf(index));
    return world
        .client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace(world.tenant)
                .withName(set.getMetadata().getName() + "-" + index)
                .withLabels(labels)
                .withAnnotations(template.getMetadata().getAnnotations())
                .endMetadata()
                .withSpec(template.getSpec())
                .build())
        .create();
  }

  private void open(Pod pod, String roster) {
    var _ =
        world
            .client
            .resource(pod)
            .edit(it ->
                new PodBuilder(it)
                    .editMetadata()
                    .addToAnnotations(GroupNames.ROSTER, roster)
                    .addToAnnotations(GroupNames.ADMITTED, Instant.now().toString())
                    .endMetadata()
                    .editSpec()
                    .withSchedulingGates()
                    .endSpec()
                    .build());
  }

  private boolean isGated(Pod pod) {
    return now(pod).filter(it -> !it.getSpec().getSchedulingGates().isEmpty()).isPresent();
  }

  private String roster(Pod pod) {
    return now(pod)
        .map(it -> it.getMetadata().getAnnotations().getOrDefault(GroupNames.ROSTER, ""))
        .orElse("");
  }

  /** Without a kubelet a pod that was let go stays until its time is over, or is gone at once. */
  private boolean isLeaving(Pod pod) {
    return now(pod).filter(it -> it.getMetadata().getDeletionTimestamp() == null).isEmpty();
  }

  private Optional<Pod> now(Pod pod) {
    return Optional.ofNullable(world.client.resource(pod).get())
        .filter(it -> it.getMetadata().getUid().equals(pod.getMetadata().getUid()));
  }

  private static PodStatus crashed() {
    return new PodStatusBuilder()
        .withPhase("Running")
        .addNewContainerStatus()
        .withName("runtime")
        .withImage("none")
        .withImageID("none")
        .withReady(false)
        .withRestartCount(1)
        .withNewState()
        .withNewWaiting()
        .withReason("CrashLoopBackOff")
        .endWaiting()
        .endState()
        .withNewLastState()
        .withNewTerminated()
        .withExitCode(1)
        .withReason("Error")
        .withMessage("rank 1: no NCCL")
        .withFinishedAt(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
        .endTerminated()
        .endLastState()
        .endContainerStatus()
        .build();
  }
}
