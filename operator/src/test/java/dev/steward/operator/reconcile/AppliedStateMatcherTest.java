package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AppliedStateMatcherTest {

  private static boolean same(Map<String, ?> owned, Map<String, ?> desired) {
    return AppliedStateMatcher.same(owned, owned, desired);
  }

  @Test
  void what_is_stored_as_it_was_sent_is_the_same() {
    assertThat(same(Map.of("replicas", 2), Map.of("replicas", 2L))).isTrue();
  }

  @Test
  void another_value_is_not() {
    assertThat(same(Map.of("replicas", 3), Map.of("replicas", 2))).isFalse();
    assertThat(same(Map.of("replicas", 3), Map.of("replicas", 0))).isFalse();
  }

  @Test
  void a_field_that_somebody_else_took_over_is_not() {
    assertThat(AppliedStateMatcher.same(Map.of(), Map.of("replicas", 3), Map.of("replicas", 2)))
        .isFalse();
  }

  @Test
  void a_field_that_is_no_longer_wanted_is_not() {
    assertThat(same(Map.of("hostnames", List.of("a")), Map.of())).isFalse();
  }

  @Test
  void an_empty_list_is_the_same_as_none() {
    assertThat(same(Map.of(), Map.of("hostnames", List.of()))).isTrue();
  }

  @Test
  void an_empty_list_is_not_the_same_as_somebody_elses_elements() {
    assertThat(
            AppliedStateMatcher.same(
                Map.of(), Map.of("hostnames", List.of("evil")), Map.of("hostnames", List.of())))
        .isFalse();
  }

  @Test
  void false_is_stored_as_absence_where_kubernetes_does_so() {
    var desired = Map.of("publishNotReadyAddresses", false);
    assertThat(same(Map.of(), desired)).isTrue();
    assertThat(
            AppliedStateMatcher.same(Map.of(), Map.of("publishNotReadyAddresses", true), desired))
        .isFalse();
  }

  @Test
  void a_token_that_may_be_mounted_again_is_not_the_same_as_one_that_may_not() {
    assertThat(same(Map.of(), Map.of("automountServiceAccountToken", false))).isFalse();
  }

  @Test
  void amounts_are_compared_as_amounts_and_other_text_as_text() {
    assertThat(
            same(
                Map.of("limits", Map.of("cpu", "1", "memory", "1536Mi")),
                Map.of("limits", Map.of("cpu", "1000m", "memory", "1.5Gi"))))
        .isTrue();
    assertThat(same(Map.of("value", "1"), Map.of("value", "1000m"))).isFalse();
  }

  @Test
  void defaults_inside_a_list_that_is_owned_as_a_whole_do_no_harm() {
    assertThat(
            same(
                Map.of("items", List.of(Map.of("path", "a", "apiVersion", "v1"))),
                Map.of("items", List.of(Map.of("path", "a")))))
        .isTrue();
    assertThat(
            same(
                Map.of("items", List.of(Map.of("path", "a"), Map.of("path", "b"))),
                Map.of("items", List.of(Map.of("path", "a")))))
        .isFalse();
  }
}
