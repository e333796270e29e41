package dev.steward.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EffectivePoliciesTest {

  @Test
  void each_level_has_its_own_meet_and_sources() {
    var policies =
        Policies.effective(
            GoverningPolicy.stated(
                new PolicySource.OfService("team", "minilm"), Policies.annotations("owner")),
            new GoverningPolicy(
                new PolicySource.OfNamespace("team", "b"),
                Enforcement.DENY,
                Policies.annotations("ticket")),
            Policies.denying("z", Policies.images("x/*")),
            Policies.denying("a", Policy.UNRESTRICTED),
            Policies.of("c", Enforcement.WARN, Policies.annotations("reason")));
    assertThat(policies.at(Enforcement.DENY).policy())
        .isEqualTo(Policies.annotations("owner", "ticket").meet(Policies.images("x/*")));
    assertThat(policies.at(Enforcement.DENY).sources())
        .extracting(PolicySource::text)
        .containsExactly(
            "ClusterCompliancePolicy a",
            "ClusterCompliancePolicy z",
            "CompliancePolicy team/b",
            "ModelService team/minilm");
    assertThat(policies.at(Enforcement.WARN).policy()).isEqualTo(Policies.annotations("reason"));
    assertThat(policies.at(Enforcement.AUDIT)).isEqualTo(EffectivePolicy.NONE);
  }

  @Test
  void without_a_policy_a_service_is_ungoverned() {
    assertThat(Policies.effective().isUngoverned()).isTrue();
    for (var level : Enforcement.values()) {
      assertThat(Policies.effective(Policies.of("a", level)).isUngoverned()).isFalse();
    }
  }

  @Test
  void they_are_compared_by_what_holds() {
    var one = Policies.effective(Policies.denying("a", Policies.annotations("owner")));
    var same = Policies.effective(Policies.denying("a", Policies.annotations("owner")));
    var other = Policies.effective(Policies.denying("a", Policies.annotations("ticket")));
    assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(other);
    assertThat(one.hashCode()).isNotEqualTo(other.hashCode());
    assertThat(one).hasToString(same.toString()).isNotEqualTo("a");
    assertThat(one.toString()).contains("owner");
  }

  @Test
  void a_policy_twice_is_one_source() {
    var policy = Policies.denying("a", Policies.annotations("owner"));
    assertThat(EffectivePolicies.of(List.of(policy, policy)).at(Enforcement.DENY).sources())
        .containsExactly(new PolicySource.OfCluster("a"));
  }
}
