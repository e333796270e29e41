package dev.steward.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.observe.PodFacts.State;
import dev.steward.operator.observe.PodTrouble.ContainerRefused;
import dev.steward.operator.observe.PodTrouble.Ended;
import dev.steward.operator.observe.PodTrouble.Failed;
import dev.steward.operator.observe.PodTrouble.ImageUnavailable;
import dev.steward.operator.observe.PodTrouble.Unschedulable;
import org.junit.jupiter.api.Test;

class PodFactsTest {

  private static PodFacts pod(String status) {
    return PodFacts.of(Pods.withStatus(status));
  }

  @Test
  void a_pod_that_was_just_made_waits_without_trouble() {
    var pod = pod("{phase: Pending}");
    assertThat(pod.state()).isEqualTo(State.WAITING);
    assertThat(pod.trouble()).isEmpty();
    assertThat(pod.revision()).isEqualTo("minilm-1");
    assertThat(pod.requests()).containsKeys("nvidia.com/gpu", "cpu");
  }

  @Test
  void a_ready_pod_has_no_trouble_whatever_ended_before() {
    var pod =
        pod(
            "{phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses:"
                + " [{name: runtime, state: {running: {}}, lastState: {terminated: {exitCode:"
                + " 1}}}]}");
    assertThat(pod.state()).isEqualTo(State.READY);
    assertThat(pod.trouble()).isEmpty();
  }

  @Test
  void a_pod_that_leaves_does_so_even_while_it_is_ready() {
    var pod = Pods.withStatus("{phase: Running, conditions: [{type: Ready, status: 'True'}]}");
    pod.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    assertThat(PodFacts.of(pod).state()).isEqualTo(State.LEAVING);
  }

  @Test
  void the_schedulers_message_tells_what_is_missing() {
    var pod =
        pod(
            "{phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason:"
                + " Unschedulable, message: '0/3 nodes are available: 1 Insufficient"
                + " nvidia.com/gpu, 2 Insufficient memory. preemption: none'}]}");
    assertThat(pod.trouble()).containsInstanceOf(Unschedulable.class);
    assertThat(pod.starvedOf()).containsExactlyInAnyOrder("nvidia.com/gpu", "memory");
  }

  @Test
  void the_kubelets_two_ways_to_say_that_an_image_is_missing_read_the_same() {
    var pulling =
        pod(
            "{containerStatuses: [{name: runtime, image: 'a:1', state: {waiting: {reason:"
                + " ErrImagePull, message: 'a:1: not found'}}}]}");
    var waiting =
        pod(
            "{containerStatuses: [{name: runtime, image: 'a:1', state: {waiting: {reason:"
                + " ImagePullBackOff, message: 'Back-off pulling image \"a:1\": ErrImagePull: a:1:"
                + " not found'}}}]}");
    assertThat(pulling.trouble()).contains(new ImageUnavailable("a:1", "a:1: not found"));
    assertThat(waiting.trouble()).isEqualTo(pulling.trouble());
  }

  @Test
  void a_registry_that_cannot_be_reached_reads_the_same_at_each_attempt() {
    var trouble = unreachable("10.0.0.7:49655").trouble();
    assertThat(trouble)
        .contains(new ImageUnavailable("a:1", "lookup r: read udp 10.0.0.1:53: i/o timeout"));
    assertThat(unreachable("10.0.0.7:49671").trouble()).isEqualTo(trouble);
    assertThat(unreachable("[fd00::7]:49671").trouble()).isEqualTo(trouble);
  }

  private static PodFacts unreachable(String from) {
    return pod(
        "{containerStatuses: [{name: runtime, image: 'a:1', state: {waiting: {reason:"
            + " ErrImagePull, message: 'lookup r: read udp "
            + from
            + "->10.0.0.1:53: i/o timeout'}}}]}");
  }

  @Test
  void what_ended_a_process_is_the_news_until_it_is_ready_again() {
    var ended = "{exitCode: 1, reason: Error, message: oops}";
    var crashing =
        pod("{containerStatuses: [{name: runtime, state: {terminated: " + ended + "}}]}");
    var waiting =
        pod(
            "{containerStatuses: [{name: runtime, state: {waiting: {reason: CrashLoopBackOff}},"
                + " lastState: {terminated: "
                + ended
                + "}}]}");
    var running =
        pod(
            "{containerStatuses: [{name: runtime, state: {running: {}}, lastState: {terminated: "
                + ended
                + "}}]}");
    assertThat(crashing.trouble()).contains(new Ended("Error", 1, "oops"));
    assertThat(waiting.trouble()).isEqualTo(crashing.trouble());
    assertThat(running.trouble()).isEqualTo(crashing.trouble());
    assertThat(running.state()).isEqualTo(State.RUNNING);
  }

  @Test
  void a_guard_that_does_not_stand_is_trouble_too() {
    var pod =
        Pods.withStatus(
            "{containerStatuses: [{name: runtime, state: {waiting: {reason: PodInitializing}}}],"
                + " initContainerStatuses: [{name: guard, state: {terminated: {reason: Error,"
                + " exitCode: 1, message: no credentials}}}]}");
    assertThat(PodTrouble.of(pod)).contains(new PodTrouble.Ended("Error", 1, "no credentials"));
  }

  @Test
  void a_container_that_cannot_be_made_is_told_in_the_nodes_words() {
    assertThat(
            pod("{containerStatuses: [{name: runtime, state: {waiting: {reason:"
                    + " CreateContainerConfigError, message: 'secret \"x\" not found'}}}]}")
                .trouble())
        .contains(new ContainerRefused("CreateContainerConfigError", "secret \"x\" not found"));
  }

  @Test
  void an_evicted_pod_has_failed() {
    assertThat(pod("{phase: Failed, reason: Evicted, message: 'low on disk'}").trouble())
        .contains(new Failed("Evicted", "low on disk"));
  }
}
