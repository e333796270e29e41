package dev.steward.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTraceparentTest {

  private static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private static InferenceTask task(Map<String, String> annotations) {
    var task = new InferenceTask();
    task.setMetadata(new ObjectMetaBuilder().withAnnotations(annotations).build());
    return task;
  }

  @Test
  void what_a_task_was_told_it_says_and_what_it_had_it_keeps() {
    var task = task(Map.of("mine", "1"));
    assertThat(TaskTraceparent.of(task)).isEmpty();
    TaskTraceparent.put(task, TRACEPARENT);
    assertThat(TaskTraceparent.of(task)).contains(TRACEPARENT);
    assertThat(task.getMetadata().getAnnotations())
        .containsOnly(Map.entry("mine", "1"), Map.entry("steward.dev/traceparent", TRACEPARENT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "rubbish",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"
      })
  void what_is_none_is_left_out(String text) {
    assertThat(TaskTraceparent.of(task(Map.of("steward.dev/traceparent", text)))).isEmpty();
  }
}
