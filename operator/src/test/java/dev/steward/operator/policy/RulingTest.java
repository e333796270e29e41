package dev.steward.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.Compliance;
import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.InferenceTaskSpec;
import dev.steward.api.v1alpha1.PolicyDemands;
import dev.steward.core.policy.Enforcement;
import dev.steward.core.policy.Obligations;
import dev.steward.core.policy.PolicySource;
import dev.steward.operator.Services;
import dev.steward.operator.condition.Verdict;
import dev.steward.operator.condition.Verdict.Truth;
import dev.steward.operator.policy.Ruling.Presence;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulingTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String BARE = "{model: {uri: 'pvc://models/m'}}";
  private static final String DIGEST = "provenance: {digest: true}";

  private static Ruling ruling(Governance governance, Presence presence, Optional<Instant> since) {
    return Ruling.of(Services.service(BARE), governance, presence, since, NOW);
  }

  private static Ruling made(String policy) {
    return ruling(
        PolicyFiles.over(PolicyFiles.ofCluster("eu", policy)), Presence.MADE, Optional.empty());
  }

  private static Verdict compliant(Ruling ruling) {
    return PolicyConditions.of(ruling).stream()
        .filter(verdict -> verdict.type().equals(PolicyConditions.COMPLIANT))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void nothing_is_told_where_no_policy_governs() {
    var ruling = ruling(Governance.NONE, Presence.UNMADE, Optional.empty());

    assertThat(ruling).isEqualTo(Ruling.UNGOVERNED);
    assertThat(PolicyConditions.of(ruling)).isEmpty();
    assertThat(PolicyConditions.status(ruling)).isNull();
  }

  @Test
  void what_complies_is_told_with_the_names_of_its_policies() {
    var ruling = made("{enforcement: Deny, runtime: {denyExec: true}}");

    assertThat(ruling.restraint()).isEqualTo(Restraint.NONE);
    assertThat(compliant(ruling).truth()).isEqualTo(Truth.TRUE);
    assertThat(compliant(ruling).message())
        .isEqualTo("It complies with ClusterCompliancePolicy eu.");
    assertThat(PolicyConditions.status(ruling))
        .satisfies(status -> {
          assertThat(status.digest()).startsWith("v1:sha256:");
          assertThat(status.sources()).containsExactly("ClusterCompliancePolicy eu");
          assertThat(status.refusedSince()).isNull();
        });
  }

  @Test
  void a_task_states_of_its_data_what_a_service_may() {
    var task = new InferenceTask();
    task.setMetadata(new ObjectMetaBuilder().withNamespace("team-a").withName("scans").build());
    task.setSpec(
        new InferenceTaskSpec(
            "minilm",
            new InferenceTaskSpec.Inputs(null, null, List.of("a")),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            new Compliance(
                null,
                null,
                null,
                new PolicyDemands.Retention(new PolicyDemands.Kept(null, "P1M"), null, null),
                null,
                null)));
    var governance =
        PolicyFiles.over(
            PolicyFiles.ofCluster(
                "eu", "{enforcement: Deny, retention: {auditRecord: {min: P6M}}}"));
    var ruling = Ruling.of(task, governance, Presence.UNMADE, Optional.empty(), NOW);

    assertThat(ruling.restraint()).isEqualTo(Restraint.UNBEGUN);
    assertThat(compliant(ruling).message())
        .contains("spec.compliance.retention.auditRecord.max: \"P1M\" is longer than max of the");
    assertThat(ruling.standing().effective().at(Enforcement.DENY).sources())
        .contains(new PolicySource.OfTask("team-a", "scans"));
  }

  @Test
  void what_was_never_begun_and_breaks_a_deny_isnt() {
    var governance =
        PolicyFiles.over(PolicyFiles.ofTeam("own", "{enforcement: Deny, " + DIGEST + "}"));
    var ruling = ruling(governance, Presence.UNMADE, Optional.empty());

    assertThat(ruling.restraint()).isEqualTo(Restraint.UNBEGUN);
    assertThat(compliant(ruling).reason()).isEqualTo("NotBegun");
    assertThat(compliant(ruling).message())
        .startsWith("Nothing is made of it: spec.model.digest: it is absent; state the model's")
        .contains("(CompliancePolicy own, rule model-digest");
  }

  @ParameterizedTest
  @CsvSource({"Warn, BreaksWarn", "Audit, BreaksAudit"})
  void who_warns_and_who_audits_restrains_nobody(String enforcement, String reason) {
    var ruling = made("{enforcement: %s, %s}".formatted(enforcement, DIGEST));

    assertThat(ruling.restraint()).isEqualTo(Restraint.NONE);
    assertThat(ruling.refusedSince()).isEmpty();
    assertThat(compliant(ruling).truth()).isEqualTo(Truth.FALSE);
    assertThat(compliant(ruling).reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "'',                                              0, NONE,    ",
    "'',                                          99999, NONE,    ",
    "'quarantine: {action: NoNewReplicas}',           0, NONE,    3600",
    "'quarantine: {action: NoNewReplicas}',        3600, HELD,    ",
    "'quarantine: {action: ScaleToZero, after: 5m}', 60, NONE,    240",
    "'quarantine: {action: ScaleToZero, after: 5m}', 300, STOPPED, ",
    "'quarantine: {action: ScaleToZero, after: 0s}',  0, STOPPED, "
  })
  void what_runs_is_quarantined_as_the_policy_says(
      String quarantine, long seconds, Restraint restraint, Long lookAgain) {
    var governance =
        PolicyFiles.over(
            PolicyFiles.ofCluster(
                "eu",
                "{enforcement: Deny, %s%s}"
                    .formatted(DIGEST, quarantine.isEmpty() ? "" : ", " + quarantine)));
    var since = NOW.minusSeconds(seconds);
    var ruling = ruling(governance, Presence.MADE, Optional.of(since));

    assertThat(ruling.restraint()).isEqualTo(restraint);
    assertThat(ruling.refusedSince()).contains(since);
    assertThat(ruling.lookAgain())
        .isEqualTo(Optional.ofNullable(lookAgain).map(Duration::ofSeconds));
  }

  @Test
  void what_will_become_of_it_is_told_in_words_that_time_doesnt_change() {
    var policy =
        "{enforcement: Deny, %s, quarantine: {action: ScaleToZero, after: 1h}}".formatted(DIGEST);
    var first = made(policy);
    var later =
        Ruling.of(
            Services.service(BARE),
            PolicyFiles.over(PolicyFiles.ofCluster("eu", policy)),
            Presence.MADE,
            first.refusedSince(),
            NOW.plusSeconds(600));

    assertThat(compliant(first).message())
        .startsWith("It is stopped at 2026-03-01T13:00:00Z. spec.model.digest: it is absent");
    assertThat(PolicyConditions.of(later)).isEqualTo(PolicyConditions.of(first));
    assertThat(PolicyConditions.status(later)).isEqualTo(PolicyConditions.status(first));
  }

  @Test
  void a_time_that_is_yet_to_come_lengthens_no_grace() {
    var governance =
        PolicyFiles.over(PolicyFiles.ofCluster("eu", "{enforcement: Deny, " + DIGEST + "}"));

    assertThat(ruling(governance, Presence.MADE, Optional.of(NOW.plusSeconds(1))).refusedSince())
        .contains(NOW);
  }

  @Test
  void the_strictest_quarantine_of_all_that_deny_holds() {
    var governance =
        PolicyFiles.over(
            PolicyFiles.ofCluster("eu", "{enforcement: Deny, " + DIGEST + "}"),
            PolicyFiles.ofTeam(
                "own", "{enforcement: Deny, quarantine: {action: ScaleToZero, after: 0s}}"));

    assertThat(ruling(governance, Presence.MADE, Optional.empty()).restraint())
        .isEqualTo(Restraint.STOPPED);
  }

  @Test
  void what_isnt_seen_is_unknown_and_never_true() {
    var policies = List.of(PolicyFiles.ofTeam("own", "{enforcement: Deny}"));
    var governance = new Governance(Map.of(), policies, Optional.of("no right to list them"));
    var governed = ruling(governance, Presence.MADE, Optional.empty());
    var nothingSeen =
        ruling(
            new Governance(Map.of(), List.of(), Optional.of("no right to list them")),
            Presence.MADE,
            Optional.empty());

    assertThat(compliant(governed).truth()).isEqualTo(Truth.UNKNOWN);
    assertThat(compliant(governed).message()).isEqualTo("no right to list them");
    assertThat(compliant(nothingSeen).truth()).isEqualTo(Truth.UNKNOWN);
  }

  @Test
  void a_conflict_names_both_and_leaves_the_gateways_what_they_were_told() {
    var governance =
        PolicyFiles.over(
            PolicyFiles.ofCluster(
                "eu", "{enforcement: Deny, provenance: {allowedSources: ['pvc://a/*']}}"),
            PolicyFiles.ofTeam(
                "own", "{enforcement: Deny, provenance: {allowedSources: ['pvc://b/*']}}"));
    var ruling = ruling(governance, Presence.UNMADE, Optional.empty());
    var told =
        Obligations.of(
            Ruling.of(
                    Services.service(BARE),
                    PolicyFiles.over(PolicyFiles.ofCluster("eu", "{enforcement: Warn}")),
                    Presence.MADE,
                    Optional.empty(),
                    NOW)
                .standing()
                .effective());

    assertThat(ruling.restraint()).isEqualTo(Restraint.UNBEGUN);
    assertThat(PolicyConditions.of(ruling))
        .anySatisfy(verdict -> {
          assertThat(verdict.type()).isEqualTo("PolicyConflict");
          assertThat(verdict.truth()).isEqualTo(Truth.TRUE);
          assertThat(verdict.message())
              .contains("ClusterCompliancePolicy eu and CompliancePolicy team/own");
        });
    assertThat(told).isPresent();
    assertThat(ruling.terms(Services.service(BARE), told).obligations()).isEqualTo(told);
    assertThat(ruling.terms(Services.service(BARE), Optional.empty()).obligations()).isEmpty();
  }

  @Test
  void what_somebody_wrote_for_a_time_counts_from_now() {
    var status = new dev.steward.api.v1alpha1.GovernedStatus(null, null, "yesterday");

    assertThat(PolicyConditions.refusedSince(status)).isEmpty();
    assertThat(PolicyConditions.refusedSince(null)).isEmpty();
  }
}
