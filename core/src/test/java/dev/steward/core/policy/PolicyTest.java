package dev.steward.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PolicyTest {

  @Test
  void the_stricter_choice_wins() {
    assertThat(
            Policies.onAuditFailure(AuditFailure.FAIL_OPEN)
                .meet(Policies.onAuditFailure(AuditFailure.FAIL_CLOSED))
                .onAuditFailure())
        .hasValue(AuditFailure.FAIL_CLOSED);
    assertThat(
            Policies.content(ContentMode.ENCRYPTED)
                .meet(Policies.content(ContentMode.NONE))
                .contentMode())
        .hasValue(ContentMode.NONE);
    assertThat(
            Policies.purgedWithin(Duration.ofHours(24))
                .meet(Policies.purgedWithin(Duration.ofHours(1)))
                .purgeSlo())
        .hasValue(Duration.ofHours(1));
  }

  @Test
  void what_nobody_speaks_of_stays_free() {
    assertThat(Policies.annotations("owner").meet(Policies.images("a/*")).onAuditFailure())
        .isEmpty();
  }

  @Test
  void what_is_required_unites_sorted_and_once() {
    var both =
        Policies.annotations("ticket", "owner").meet(Policies.annotations("owner", "cost-centre"));
    assertThat(both.requiredAnnotations()).containsExactly("cost-centre", "owner", "ticket");
    assertThat(
            Policies.demand(Demand.PURPOSE, Demand.NO_EXEC)
                .meet(Policies.demand(Demand.MODEL_DIGEST, Demand.PURPOSE))
                .demands())
        .containsExactly(Demand.MODEL_DIGEST, Demand.NO_EXEC, Demand.PURPOSE);
  }

  @Test
  void a_demand_is_asked_for_or_not() {
    assertThat(Policies.demand(Demand.NO_EXEC).asksFor(Demand.NO_EXEC)).isTrue();
    assertThat(Policies.demand(Demand.NO_EXEC).asksFor(Demand.PURPOSE)).isFalse();
  }

  @Test
  void gateways_have_to_do_with_what_is_kept_and_nothing_else() {
    assertThat(Policies.onAuditFailure(AuditFailure.FAIL_OPEN).obligesGateways()).isTrue();
    assertThat(Policies.content(ContentMode.NONE).obligesGateways()).isTrue();
    assertThat(Policies.auditAtLeast("P6M").obligesGateways()).isTrue();
    assertThat(Policies.contentAtMost("P30D").obligesGateways()).isTrue();
    assertThat(Policies.demand(Demand.values()).meet(Policies.images("a/*")).obligesGateways())
        .isFalse();
  }

  @Test
  void what_a_service_states_of_itself_tightens_and_never_loosens() {
    var platform = Policies.denying("platform", Policies.contentAtMost("P30D"));
    var looser =
        GoverningPolicy.stated(
            new PolicySource.OfService("team", "minilm"), Policies.contentAtMost("P90D"));
    var stricter =
        GoverningPolicy.stated(
            new PolicySource.OfService("team", "minilm"), Policies.contentAtMost("P7D"));
    assertThat(Policies.effective(platform, looser).at(Enforcement.DENY).policy())
        .isEqualTo(Policies.contentAtMost("P30D"));
    assertThat(Policies.effective(platform, stricter).at(Enforcement.DENY).policy())
        .isEqualTo(Policies.contentAtMost("P7D"));
  }

  @Test
  void a_policy_is_compared_by_all_it_demands() {
    assertThat(Policies.images("a/b/*").isAtLeastAsStrictAs(Policies.images("a/*"))).isTrue();
    assertThat(Policies.images("a/*").isAtLeastAsStrictAs(Policies.images("a/b/*"))).isFalse();
  }
}
