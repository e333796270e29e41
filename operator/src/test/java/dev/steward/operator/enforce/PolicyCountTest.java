package dev.steward.operator.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.PolicyStatus;
import dev.steward.core.policy.Enforcement;
import dev.steward.core.policy.PolicySource;
import dev.steward.operator.Services;
import dev.steward.operator.enforce.Enforcing.Trouble;
import dev.steward.operator.policy.Governed;
import dev.steward.operator.policy.PolicyFiles;
import dev.steward.operator.policy.Ruling;
import dev.steward.operator.policy.Ruling.Presence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyCountTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Enforcing IN_PLACE = new Enforcing(Optional.empty(), List.of(), List.of());
  private static final PolicyCount DENY =
      new PolicyCount(new PolicySource.OfCluster("eu"), Enforcing.Scope.CLUSTER, Enforcement.DENY);

  private static Governed governed(String policies) {
    var ruling =
        Ruling.of(
            Services.service("{model: {uri: 'pvc://models/m'}}"),
            PolicyFiles.over(
                PolicyFiles.ofCluster("eu", policies),
                PolicyFiles.ofTeam("eu", "{enforcement: Warn, provenance: {digest: true}}")),
            Presence.MADE,
            Optional.empty(),
            NOW);
    return Governed.of(ruling, Optional.of(ruling.standing().digest()));
  }

  private static PolicyStatus status(Enforcing enforcing, Governed... found) {
    return DENY.status(null, enforcing, List.of(found), 2, NOW);
  }

  private static String condition(PolicyStatus status, String type) {
    return Optional.ofNullable(status.conditions()).orElseThrow().stream()
        .filter(condition -> condition.getType().equals(type))
        .map(condition -> condition.getStatus() + " " + condition.getReason())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void it_counts_those_that_it_selects_and_those_that_break_it_itself() {
    var status =
        status(
            IN_PLACE,
            governed("{enforcement: Deny, provenance: {digest: true}}"),
            governed("{enforcement: Deny, runtime: {denyExec: true}}"),
            governed("{enforcement: Deny, serviceSelector: {matchLabels: {no: such}}}"));

    assertThat(status.selected()).isEqualTo(2);
    assertThat(status.breaking()).isEqualTo(1);
    assertThat(status.written()).isEqualTo(2);
    assertThat(condition(status, "InUse")).isEqualTo("True Selects");
    assertThat(condition(status, "Enforced")).isEqualTo("True AdmissionInPlace");
  }

  @Test
  void one_that_selects_nothing_is_told_so() {
    assertThat(condition(status(IN_PLACE), "InUse")).isEqualTo("False SelectsNothing");
  }

  @Test
  void what_cant_be_seen_is_unknown() {
    var unseen = new Enforcing(Optional.of("no right to"), List.of(), List.of());

    assertThat(condition(status(unseen), "Enforced")).isEqualTo("Unknown NotObserved");
  }

  @ParameterizedTest
  @CsvSource({
    "steward-services-deny,     False AdmissionBroken",
    "steward-services-warn,     True AdmissionInPlace",
    "steward-own-services-deny, True AdmissionInPlace"
  })
  void what_is_broken_concerns_the_policies_of_its_kind_and_level(String name, String told) {
    var broken =
        new Enforcing(Optional.empty(), List.of(new Trouble(name, "It was deleted.")), List.of());

    assertThat(condition(status(broken), "Enforced")).isEqualTo(told);
  }

  @Test
  void what_was_put_back_is_remembered() {
    var repaired =
        new Enforcing(
            Optional.empty(), List.of(), List.of(new Trouble("steward-scale-deny", "It was.")));

    assertThat(condition(status(repaired), "Enforced")).isEqualTo("True AdmissionRepaired");
  }
}
