package dev.steward.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.observe.PodTrouble.Ended;
import dev.steward.operator.plan.InspectionAttempt;
import dev.steward.operator.plan.InspectionAttempt.Outcome;
import dev.steward.operator.plan.ModelOf;
import dev.steward.protocol.config.ModelFactsJson;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class InspectionPodFactsTest {

  private static final Instant END = Instant.parse("2026-01-01T00:00:10Z");

  private static Pod pod(String phase) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("minilm-inspect-5d9c7f2b-3")
        .withCreationTimestamp("2026-01-01T00:00:00Z")
        .addToLabels("steward.dev/inspection", "minilm")
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  private static Pod ended(String phase, int exitCode, String message) {
    return pod(phase)
        .edit()
        .editStatus()
        .addNewContainerStatus()
        .withName("runtime")
        .withState(
            new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withReason(exitCode == 0 ? "Completed" : "Error")
                .withMessage(message)
                .withFinishedAt(END.toString())
                .endTerminated()
                .build())
        .endContainerStatus()
        .endStatus()
        .build();
  }

  private static InspectionAttempt attempt(Pod pod) {
    return InspectionPodFacts.of(pod).orElseThrow().attempt();
  }

  @Test
  void a_pod_s_name_says_what_it_reads_and_in_which_try() {
    assertThat(attempt(pod("Pending")))
        .isEqualTo(new InspectionAttempt("5d9c7f2b", 3, new Outcome.Underway()));
    assertThat(InspectionPodFacts.of(renamed("minilm-inspect-5d9c7f2b-0"))).isEmpty();
    assertThat(InspectionPodFacts.of(renamed("somebody-s"))).isEmpty();
  }

  private static Pod renamed(String name) {
    return pod("Pending").edit().editMetadata().withName(name).endMetadata().build();
  }

  @Test
  void what_it_left_when_it_ended_are_the_facts() {
    var facts = ModelOf.layers(3, 7);
    assertThat(attempt(ended("Succeeded", 0, ModelFactsJson.write(facts))).outcome())
        .isEqualTo(new Outcome.Read(facts));
  }

  @Test
  void one_that_gave_up_failed_when_it_ended_and_its_last_words_are_its_trouble() {
    var pod = ended("Failed", 1, "{\"code\":\"model_missing\",\"message\":\"gone\"}");
    assertThat(attempt(pod).outcome()).isEqualTo(new Outcome.Failed(END));
    assertThat(InspectionPodFacts.of(pod).orElseThrow().pod().trouble())
        .containsInstanceOf(Ended.class);
  }

  @Test
  void rubbish_is_no_facts() {
    assertThat(attempt(ended("Succeeded", 0, "{\"layers\": []}")).outcome())
        .isEqualTo(new Outcome.Failed(END));
    assertThat(attempt(ended("Succeeded", 0, "")).outcome()).isEqualTo(new Outcome.Failed(END));
  }

  @Test
  void one_that_its_node_ended_failed() {
    var evicted = pod("Failed").edit().editStatus().withReason("Evicted").endStatus().build();
    assertThat(attempt(evicted).outcome())
        .isEqualTo(new Outcome.Failed(Instant.parse("2026-01-01T00:00:00Z")));
    assertThat(InspectionPodFacts.of(evicted).orElseThrow().pod().trouble())
        .contains(new PodTrouble.Failed("Evicted", ""));
  }

  @Test
  void one_that_is_deleted_before_it_ended_leaves() {
    var leaving =
        pod("Running")
            .edit()
            .editMetadata()
            .withDeletionTimestamp("2026-01-01T00:01:00Z")
            .endMetadata()
            .build();
    assertThat(attempt(leaving).outcome()).isEqualTo(new Outcome.Leaving());
  }
}
