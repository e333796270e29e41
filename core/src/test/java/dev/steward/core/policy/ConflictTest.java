package dev.steward.core.policy;

import static dev.steward.core.policy.Policies.denying;
import static dev.steward.core.policy.Policies.effective;
import static dev.steward.core.policy.Policies.period;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConflictTest {

  private static List<Conflict> conflicts(GoverningPolicy... policies) {
    return effective(policies).at(Enforcement.DENY).conflicts();
  }

  private static PolicySource cluster(String name) {
    return new PolicySource.OfCluster(name);
  }

  @Test
  void a_floor_above_a_ceiling_names_both_sides() {
    var keeping = denying("keeping", Policies.contentAtLeast("P6M"));
    var forgetting =
        new GoverningPolicy(
            new PolicySource.OfNamespace("team", "forgetting"),
            Enforcement.DENY,
            Policies.contentAtMost("P30D"));
    assertThat(conflicts(forgetting, keeping))
        .containsExactly(
            new Conflict.FloorAboveCeiling(
                Conflict.Kept.CONTENT,
                period("P6M"),
                cluster("keeping"),
                period("P30D"),
                new PolicySource.OfNamespace("team", "forgetting"),
                Duration.ofHours(24)));
    assertThat(conflicts(forgetting, keeping).getFirst().message())
        .isEqualTo(
            "spec.retention.content: ClusterCompliancePolicy keeping asks for at least P6M,"
                + " CompliancePolicy team/forgetting for at most P30D; a purge goes by whole days"
                + " and may take 24h, so lower min or raise max until max + purgeSlo is min + P1D"
                + " or more");
  }

  @Test
  void a_conflict_is_of_those_without_whom_it_wouldnt_be_there() {
    var conflict =
        conflicts(
                denying("keeping", Policies.contentAtLeast("P6M")),
                denying("forgetting", Policies.contentAtMost("P30D")),
                denying("other", Policies.annotations("owner")))
            .getFirst();
    assertThat(conflict.isOf(cluster("keeping"))).isTrue();
    assertThat(conflict.isOf(cluster("forgetting"))).isTrue();
    assertThat(conflict.isOf(cluster("other"))).isFalse();
  }

  /** The purge of a whole day starts a day after the floor of its first record. */
  @ParameterizedTest
  @CsvSource({
    "P30D,P30D,24,false",
    "P30D,P30D,23,true",
    "P30D,P31D,0,false",
    "P30D,P29D,48,false",
    "P30D,P29D,47,true",
    "P1M,P30D,24,true",
    "P1M,P30D,48,false",
    "P30D,P1M,48,true",
    "P30D,P1M,72,false",
    "P6M,P1Y,0,false"
  })
  void a_ceiling_leaves_room_for_the_floor(String min, String max, int hours, boolean conflict) {
    var found =
        conflicts(
            denying(
                "one",
                Policies.auditAtLeast(min),
                Policies.auditAtMost(max),
                Policies.purgedWithin(Duration.ofHours(hours))));
    assertThat(!found.isEmpty()).isEqualTo(conflict);
  }

  @Test
  void each_kind_of_data_has_its_own_bounds() {
    assertThat(
            conflicts(denying("a", Policies.auditAtLeast("P6M"), Policies.contentAtMost("P30D"))))
        .isEmpty();
    assertThat(conflicts(denying("a", Policies.auditAtLeast("P6M"), Policies.auditAtMost("P30D"))))
        .singleElement()
        .extracting(Conflict::message)
        .asString()
        .startsWith("spec.retention.auditRecord: ");
  }

  @Test
  void of_several_policies_those_that_state_the_bound_are_named() {
    assertThat(
            conflicts(
                denying("a", Policies.contentAtLeast("P1D"), Policies.contentAtMost("P1Y")),
                denying("b", Policies.contentAtLeast("P6M")),
                denying("c", Policies.contentAtMost("P30D")),
                denying("d", Policies.annotations("owner"))))
        .singleElement()
        .isEqualTo(
            new Conflict.FloorAboveCeiling(
                Conflict.Kept.CONTENT,
                period("P6M"),
                cluster("b"),
                period("P30D"),
                cluster("c"),
                Policy.DEFAULT_PURGE_SLO));
  }

  @Test
  void content_that_must_be_kept_and_may_not_be() {
    var found =
        conflicts(
            denying("0", Policies.contentAtLeast("P0D")),
            denying("a", Policies.content(ContentMode.ENCRYPTED), Policies.contentAtLeast("P1D")),
            denying("b", Policies.content(ContentMode.NONE)));
    assertThat(found)
        .containsExactly(new Conflict.NothingToKeep(period("P1D"), cluster("a"), cluster("b")));
    assertThat(found.getFirst().message())
        .isEqualTo(
            "spec.privacy.content: ClusterCompliancePolicy b says None, and ClusterCompliancePolicy"
                + " a keeps content for at least P1D; remove retention.content.min, or use"
                + " Encrypted");
  }

  @Test
  void no_time_at_all_can_be_kept_by_keeping_nothing() {
    assertThat(
            conflicts(
                denying("a", Policies.content(ContentMode.NONE), Policies.contentAtLeast("P0D"))))
        .isEmpty();
    assertThat(
            conflicts(
                denying(
                    "a", Policies.content(ContentMode.ENCRYPTED), Policies.contentAtLeast("P1D"))))
        .isEmpty();
  }

  @Test
  void more_periods_than_gateways_are_told_are_named_with_who_states_them() {
    var found =
        conflicts(
            denying("a", Policies.contentAtMost("P360D"), Policies.contentAtMost("P1M330D")),
            denying("b", Policies.contentAtMost("P2M300D")),
            denying("c", Policies.contentAtMost("P4M239D")),
            denying("d", Policies.contentAtMost("P6M178D")),
            denying("e", Policies.contentAtMost("P2Y")));
    assertThat(found)
        .containsExactly(
            new Conflict.TooManyPeriods(
                "retention.content.max",
                List.of(cluster("a"), cluster("b"), cluster("c"), cluster("d"))));
    assertThat(found.getFirst().message())
        .isEqualTo(
            "spec.retention.content.max: ClusterCompliancePolicy a and ClusterCompliancePolicy b"
                + " and ClusterCompliancePolicy c and ClusterCompliancePolicy d state 5 periods or"
                + " more that can't be compared, such as P1M and P30D; use fewer, or one unit for"
                + " all");
  }

  @Test
  void as_many_periods_as_gateways_are_told_are_no_conflict() {
    assertThat(
            conflicts(
                denying("a", Policies.auditAtLeast("P360D"), Policies.auditAtLeast("P1M330D")),
                denying("b", Policies.auditAtLeast("P2M300D"), Policies.auditAtLeast("P4M239D"))))
        .isEmpty();
  }

  @Test
  void two_lists_with_nothing_in_common_are_named_and_no_third() {
    var found =
        conflicts(
            denying("a", Policies.images("x/*", "y/*")),
            denying("b", Policies.images("x/*")),
            denying("c", Policies.images("y/*")),
            denying("d", Policies.sources("s")));
    assertThat(found)
        .containsExactly(
            new Conflict.NothingAllowed(
                Conflict.Listed.IMAGES, List.of(cluster("b"), cluster("c"))));
    assertThat(found.getFirst().message())
        .isEqualTo(
            "spec.runtime.allowedImages: the lists of ClusterCompliancePolicy b and"
                + " ClusterCompliancePolicy c have nothing in common, so nothing is allowed; add to"
                + " them what both shall allow");
  }

  @Test
  void three_lists_of_which_each_two_have_something_in_common_are_all_named() {
    assertThat(
            conflicts(
                denying("a", Policies.sources("x", "y")),
                denying("b", Policies.sources("y", "z")),
                denying("c", Policies.sources("z", "x")),
                denying("d", Policies.images("i"))))
        .containsExactly(
            new Conflict.NothingAllowed(
                Conflict.Listed.MODEL_SOURCES, List.of(cluster("a"), cluster("b"), cluster("c"))));
  }

  @Test
  void signers_of_whom_none_is_both_s_are_a_conflict() {
    var one = Policy.UNRESTRICTED.withModelSigners(Signers.only(Signers.key("1")));
    var other = Policy.UNRESTRICTED.withModelSigners(Signers.only(Signers.key("2")));
    assertThat(conflicts(denying("a", one), denying("b", one))).isEmpty();
    assertThat(conflicts(denying("a", one), denying("b", Policy.UNRESTRICTED))).isEmpty();
    assertThat(conflicts(denying("a", one), denying("b", other)))
        .containsExactly(
            new Conflict.NothingAllowed(
                Conflict.Listed.MODEL_SIGNERS, List.of(cluster("a"), cluster("b"))));
  }

  @Test
  void an_empty_list_is_named_alone() {
    assertThat(conflicts(denying("a", Policies.sources("x")), denying("b", Policies.sources())))
        .containsExactly(
            new Conflict.NothingAllowed(Conflict.Listed.MODEL_SOURCES, List.of(cluster("b"))));
  }

  @Test
  void what_one_level_denies_and_another_only_audits_is_no_conflict() {
    var policies =
        effective(
            denying("a", Policies.contentAtLeast("P6M")),
            Policies.of("b", Enforcement.AUDIT, Policies.contentAtMost("P30D")));
    for (var level : Enforcement.values()) {
      assertThat(policies.at(level).conflicts()).isEmpty();
    }
  }
}
