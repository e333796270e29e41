package dev.steward.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.Services;
import dev.steward.operator.condition.Verdict;
import dev.steward.operator.policy.Ruling.Presence;
import dev.steward.operator.rotation.Reach;
import dev.steward.operator.rotation.Reach.Step;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyRunningTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Ruling GOVERNED =
      Ruling.of(
          Services.service("{model: {uri: 'pvc://models/m'}}"),
          PolicyFiles.over(
              PolicyFiles.ofCluster("eu", "{enforcement: Deny, audit: {onFailure: FailOpen}}")),
          Presence.MADE,
          Optional.empty(),
          NOW);

  private static Reach reach(Step step, List<String> behind, Set<String> barred) {
    return new Reach(step, NOW, behind, barred, Set.of());
  }

  private static Optional<Verdict> of(Reach reach, Condition... stored) {
    return PolicyRunning.of(GOVERNED, Optional.of(reach), List.of(stored));
  }

  private static String text(Optional<Verdict> verdict) {
    return verdict.map(it -> it.truth().text() + " " + it.reason()).orElse("absent");
  }

  @Test
  void it_is_absent_where_no_policy_governs_and_until_it_is_known() {
    var running = reach(Step.RUNNING, List.of(), Set.of());
    assertThat(PolicyRunning.of(Ruling.UNGOVERNED, Optional.of(running), List.of())).isEmpty();
    assertThat(PolicyRunning.of(GOVERNED, Optional.empty(), List.of())).isEmpty();
    assertThat(of(reach(Step.SPREADING, List.of(), Set.of()))).isEmpty();
  }

  @Test
  void while_an_edit_spreads_it_stays_as_it_was() {
    var before = of(reach(Step.RUNNING, List.of(), Set.of())).orElseThrow();
    assertThat(text(Optional.of(before))).isEqualTo("True EveryGateway");
    var stored = before.stored(List.of(), 1, NOW);
    assertThat(of(reach(Step.SPREADING, List.of(), Set.of()), stored)).contains(before);
  }

  @Test
  void who_is_behind_is_named() {
    var behind = of(reach(Step.BEHIND, List.of("g-1"), Set.of("10.0.0.1")));
    assertThat(text(behind)).isEqualTo("False GatewayBehind");
    assertThat(behind.orElseThrow().message())
        .isEqualTo(
            "g-1: not on the policies that were written. No request of this service goes there"
                + " until they are.");
    assertThat(text(of(reach(Step.UNKNOWN, List.of("g-1"), Set.of()))))
        .isEqualTo("Unknown GatewaySilent");
  }

  @Test
  void a_message_has_a_bound() {
    var names = java.util.stream.IntStream.range(0, 1000).mapToObj(i -> "g-" + i).toList();
    assertThat(of(reach(Step.BEHIND, names, Set.of())).orElseThrow().message())
        .contains("and 990 more")
        .hasSizeLessThan(500);
  }
}
