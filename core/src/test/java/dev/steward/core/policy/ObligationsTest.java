package dev.steward.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

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
