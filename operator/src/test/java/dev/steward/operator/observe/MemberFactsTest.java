package dev.steward.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.group.Failure;
import dev.steward.operator.group.GroupId;
import dev.steward.operator.group.Member;
import dev.steward.operator.group.Member.Standing;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemberFactsTest {

  private static Pod pod(String status) {
    var pod = Pods.withStatus(status);
    var metadata = pod.getMetadata();
    metadata.setNamespace("team");
    metadata.setUid("u1");
    metadata.setLabels(
        new HashMap<>(
            Map.of(
                "steward.dev/revision", "minilm-1",
                "steward.dev/group", "minilm-1-g0",
                "steward.dev/incarnation", "3",
                "apps.kubernetes.io/pod-index", "1")));
    return pod;
  }

  private static Member member(Pod pod) {
    return PodFacts.of(pod).member().orElseThrow();
  }

  @Test
  void a_pod_without_a_group_is_no_member() {
    assertThat(PodFacts.of(Pods.withStatus("{phase: Pending}")).member()).isEmpty();
    assertThat(PodFacts.of(Pods.withStatus("{phase: Pending}")).isLeader()).isTrue();
  }

  @Test
  void a_member_is_told_by_its_labels() {
    var member = member(pod("{phase: Pending}"));
    assertThat(member.group()).isEqualTo(new GroupId("team", "minilm-1-g0"));
    assertThat(member.incarnation()).isEqualTo(3);
    assertThat(member.index()).isEqualTo(1);
    assertThat(member.isLeader()).isFalse();
    assertThat(member.resource()).isEqualTo("nvidia.com/gpu");
    assertThat(member.standing()).isEqualTo(Standing.UNPLACED);
    assertThat(member.admission()).isEmpty();
  }

  @Test
  void rubbish_in_labels_makes_an_old_member() {
    var pod = pod("{phase: Pending}");
    pod.getMetadata().getLabels().put("steward.dev/incarnation", "x");
    assertThat(member(pod).incarnation()).isZero();
  }

  @Test
  void only_our_gate_keeps_a_member_behind() {
    var pod = pod("{phase: Pending}");
    pod.getSpec().setSchedulingGates(List.of(new PodSchedulingGate("another")));
    assertThat(member(pod).standing()).isEqualTo(Standing.UNPLACED);
    pod.getSpec().setSchedulingGates(List.of(new PodSchedulingGate("steward.dev/group")));
    assertThat(member(pod).standing()).isEqualTo(Standing.GATED);
  }

  @Test
  void the_roster_and_its_time_are_read_back() {
    var pod = pod("{phase: Pending}");
    pod.getSpec().setNodeName("node1");
    pod.getMetadata()
        .setAnnotations(
            Map.of(
                "steward.dev/roster", "u0,u1", "steward.dev/admitted-at", "2026-01-01T00:00:00Z"));
    var member = member(pod);
    assertThat(member.standing()).isEqualTo(Standing.PLACED);
    assertThat(member.admission().orElseThrow().roster()).containsExactlyInAnyOrder("u0", "u1");
    assertThat(member.admission().orElseThrow().at())
        .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Test
  void a_process_that_ended_is_a_failure_even_if_it_runs_again_and_is_ready() {
    var member =
        member(
            pod(
                "{phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses:"
                    + " [{name: runtime, restartCount: 1, state: {running: {}}, lastState:"
                    + " {terminated: {exitCode: 1, reason: Error, message: 'no NCCL', finishedAt:"
                    + " '2026-01-01T00:00:05Z'}}}]}"));
    var failure = member.failure().orElseThrow();
    assertThat(failure.kind()).isEqualTo(Failure.Kind.Crashed);
    assertThat(failure.message())
        .contains("minilm-1-x")
        .contains("exit code 1")
        .contains("no NCCL");
    assertThat(failure.at()).isEqualTo(Instant.parse("2026-01-01T00:00:05Z"));
  }

  @Test
  void a_runtimes_last_words_are_told_as_they_are() {
    var member =
        member(
            pod(
                "{phase: Running, containerStatuses: [{name: runtime, state: {terminated:"
                    + " {exitCode: 1, message: '{\"code\":\"model_missing\",\"message\":\"there is no"
                    + " model\"}'}}}]}"));
    assertThat(member.failure().orElseThrow().message())
        .isEqualTo("Pod minilm-1-x: there is no model");
  }

  @Test
  void an_image_that_is_waited_for_is_no_failure() {
    var waiting =
        pod(
            "{phase: Pending, initContainerStatuses: [{name: await-leader, state: {waiting:"
                + " {reason: ImagePullBackOff}}}], containerStatuses: [{name: runtime, state:"
                + " {waiting: {reason: PodInitializing}}}]}");
    assertThat(member(waiting).failure()).isEmpty();
  }

  @Test
  void an_init_container_that_has_done_its_work_is_no_failure() {
    var done =
        pod(
            "{phase: Running, initContainerStatuses: [{name: await-leader, state: {terminated:"
                + " {exitCode: 0}}}], containerStatuses: [{name: runtime, state: {running: {}}}]}");
    assertThat(member(done).failure()).isEmpty();
    var gaveUp =
        pod(
            "{phase: Pending, initContainerStatuses: [{name: await-leader, state: {terminated:"
                + " {exitCode: 1}}}]}");
    assertThat(member(gaveUp).failure()).isPresent();
  }

  @Test
  void an_eviction_is_a_failure_of_the_pod() {
    var failure =
        member(pod("{phase: Failed, reason: Evicted, message: The node was low on memory.}"))
            .failure()
            .orElseThrow();
    assertThat(failure.kind()).isEqualTo(Failure.Kind.PodFailed);
    assertThat(failure.message()).contains("Evicted").contains("low on memory");
  }

  @Test
  void a_member_that_leaves_as_it_was_told_has_not_failed() {
    var pod =
        pod(
            "{phase: Running, containerStatuses: [{name: runtime, state: {terminated: {exitCode: 143}}}]}");
    pod.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    assertThat(member(pod).standing()).isEqualTo(Standing.LEAVING);
    assertThat(member(pod).failure()).isEqualTo(Optional.empty());
  }
}
