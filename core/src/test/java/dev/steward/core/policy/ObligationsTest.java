package dev.steward.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObligationsTest {

  private static final Retention HALF_A_YEAR =
      new Retention(Floor.of(new CalendarPeriod(6, 0)), Ceiling.of(new CalendarPeriod(24, 0)));

  @Test
  void nobody_is_obliged_where_no_policy_governs() {
    assertThat(Obligations.of(EffectivePolicies.of(List.of()))).isEmpty();
  }

  @Test
  void records_are_kept_where_their_retention_is_stated_and_serving_stops_without_them() {
    var policy = policy(HALF_A_YEAR, Optional.empty(), Optional.empty());

    assertThat(audit(Enforcement.DENY, policy))
        .contains(new AuditDuty(AuditFailure.FAIL_CLOSED, HALF_A_YEAR));
  }

  @Test
  void records_are_kept_where_a_policy_says_what_happens_without_them() {
    var policy = policy(Retention.FREE, Optional.of(AuditFailure.FAIL_OPEN), Optional.empty());

    assertThat(audit(Enforcement.DENY, policy))
        .contains(new AuditDuty(AuditFailure.FAIL_OPEN, Retention.FREE));
  }

  @Test
  void what_is_kept_of_content_has_a_record() {
    var policy = policy(Retention.FREE, Optional.empty(), Optional.of(ContentMode.ENCRYPTED));
    var obliged = obligations(Enforcement.DENY, policy);

    assertThat(obliged.audit()).isPresent();
    assertThat(obliged.content()).contains(Retention.FREE);
  }

  @Test
  void nothing_is_kept_of_content_where_a_policy_says_none() {
    var policy = policy(HALF_A_YEAR, Optional.empty(), Optional.of(ContentMode.NONE));

    assertThat(obligations(Enforcement.DENY, policy).content()).isEmpty();
  }

  @Test
  void a_policy_that_warns_obliges_to_nothing_but_its_digest() {
    var policy = policy(HALF_A_YEAR, Optional.empty(), Optional.of(ContentMode.ENCRYPTED));
    var obliged = obligations(Enforcement.WARN, policy);

    assertThat(obliged.audit()).isEmpty();
    assertThat(obliged.content()).isEmpty();
    assertThat(obliged.digest()).isEqualTo(PolicyDigest.of(policies(Enforcement.WARN, policy)));
  }

  private static final PolicySource SERVICE = new PolicySource.OfService("team-a", "minilm");
  private static final Retention A_YEAR =
      new Retention(Floor.NONE, Ceiling.of(new CalendarPeriod(12, 0)));

  private static Checked<Obligations> ofItems(Optional<Obligations> service, Policy task) {
    var stated = GoverningPolicy.stated(new PolicySource.OfTask("team-a", "scans"), task);
    return Obligations.ofItems(service, SERVICE, stated);
  }

  private static Obligations met(Optional<Obligations> service, Policy task) {
    return ofItems(service, task).orThrow(wrong -> new IllegalStateException(wrong.message()));
  }

  @Test
  void a_task_adds_to_what_its_service_is_obliged_to() {
    var service =
        obligations(
            Enforcement.DENY,
            policy(
                HALF_A_YEAR,
                Optional.of(AuditFailure.FAIL_OPEN),
                Optional.of(ContentMode.ENCRYPTED)));
    var items =
        met(
            Optional.of(service),
            policy(A_YEAR, Optional.of(AuditFailure.FAIL_CLOSED), Optional.of(ContentMode.NONE)));

    assertThat(items.audit())
        .contains(
            new AuditDuty(
                AuditFailure.FAIL_CLOSED, new Retention(HALF_A_YEAR.floor(), A_YEAR.ceiling())));
    assertThat(items.content()).isEmpty();
    assertThat(items.digest()).isEqualTo(service.digest());
  }

  @Test
  void a_task_takes_nothing_away() {
    var service =
        obligations(
                Enforcement.DENY,
                policy(
                    HALF_A_YEAR,
                    Optional.of(AuditFailure.FAIL_CLOSED),
                    Optional.of(ContentMode.ENCRYPTED)))
            .with(Obligations.Intake.REFUSED);
    var looser =
        new Retention(Floor.of(new CalendarPeriod(1, 0)), Ceiling.of(new CalendarPeriod(36, 0)));

    assertThat(met(Optional.of(service), Policy.UNRESTRICTED)).isEqualTo(service);
    assertThat(
            met(
                Optional.of(service),
                policy(looser, Optional.of(AuditFailure.FAIL_OPEN), Optional.empty())))
        .isEqualTo(service);
  }

  @Test
  void a_task_of_a_service_that_is_obliged_to_nothing_is_obliged_by_itself() {
    var items = met(Optional.empty(), policy(A_YEAR, Optional.empty(), Optional.empty()));

    assertThat(items.audit()).contains(new AuditDuty(AuditFailure.FAIL_CLOSED, A_YEAR));
    assertThat(items.content()).isEmpty();
    assertThat(items.intake()).isEqualTo(Obligations.Intake.OPEN);
  }

  @Test
  void a_task_that_cant_be_met_with_its_service_is_told_of_both() {
    var service =
        obligations(Enforcement.DENY, policy(HALF_A_YEAR, Optional.empty(), Optional.empty()));
    var month = new Retention(Floor.NONE, Ceiling.of(new CalendarPeriod(1, 0)));

    assertThat(ofItems(Optional.of(service), policy(month, Optional.empty(), Optional.empty())))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            wrong ->
                assertThat(wrong.violation().message())
                    .contains("ModelService team-a/minilm asks for at least P6M")
                    .contains("InferenceTask team-a/scans for at most P1M"));
  }

  @Test
  void what_a_service_manages_by_itself_is_no_conflict_of_its_tasks() {
    var slow =
        new Retention(Floor.of(new CalendarPeriod(0, 35)), Ceiling.of(new CalendarPeriod(1, 0)));
    var service = obligations(Enforcement.DENY, policy(slow, Optional.empty(), Optional.empty()));
    var closed = policy(Retention.FREE, Optional.of(AuditFailure.FAIL_CLOSED), Optional.empty());

    assertThat(met(Optional.of(service), closed).audit())
        .contains(new AuditDuty(AuditFailure.FAIL_CLOSED, slow));
  }

  private static Optional<AuditDuty> audit(Enforcement level, Policy policy) {
    return obligations(level, policy).audit();
  }

  private static Obligations obligations(Enforcement level, Policy policy) {
    return Obligations.of(policies(level, policy)).orElseThrow();
  }

  private static EffectivePolicies policies(Enforcement level, Policy policy) {
    return EffectivePolicies.of(
        List.of(new GoverningPolicy(new PolicySource.OfCluster("eu"), level, policy)));
  }

  private static Policy policy(
      Retention records, Optional<AuditFailure> onFailure, Optional<ContentMode> content) {
    return new Policy(
        records,
        Retention.FREE,
        Optional.empty(),
        onFailure,
        content,
        List.of(),
        List.of(),
        AllowList.any(),
        AllowList.any());
  }
}
