package dev.steward.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.condition.Announcement.Severity;
import dev.steward.operator.condition.Verdict;
import dev.steward.operator.condition.Verdict.Truth;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyAnnouncementsTest {

  private static Verdict compliant(Truth truth, String reason) {
    return new Verdict("PolicyCompliant", truth, reason, "because");
  }

  private static List<Condition> stored(Verdict verdict) {
    return List.of(verdict.stored(List.of(), 1, Instant.EPOCH));
  }

  @Test
  void a_policy_that_comes_and_is_complied_with_is_no_news() {
    assertThat(PolicyAnnouncements.of(List.of(), List.of(compliant(Truth.TRUE, "Complies"))))
        .isEmpty();
  }

  @Test
  void what_is_wrong_is_told_once_for_each_way_in_which_it_is() {
    var broken = compliant(Truth.FALSE, "BreaksDeny");
    var stopped = compliant(Truth.FALSE, "Stopped");

    assertThat(PolicyAnnouncements.of(List.of(), List.of(broken)))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.severity()).isEqualTo(Severity.Warning);
          assertThat(event.reason()).isEqualTo("BreaksDeny");
        });
    assertThat(PolicyAnnouncements.of(stored(broken), List.of(broken))).isEmpty();
    assertThat(PolicyAnnouncements.of(stored(broken), List.of(stopped))).hasSize(1);
  }

  @Test
  void a_release_is_told_whether_it_complies_now_or_the_policy_is_gone() {
    var before = stored(compliant(Truth.FALSE, "Stopped"));

    assertThat(PolicyAnnouncements.of(before, List.of(compliant(Truth.TRUE, "Complies"))))
        .singleElement()
        .satisfies(event -> assertThat(event.severity()).isEqualTo(Severity.Normal));
    assertThat(PolicyAnnouncements.of(before, List.of()))
        .singleElement()
        .satisfies(event -> assertThat(event.reason()).isEqualTo("Released"));
  }

  @Test
  void a_conflict_is_wrong_while_it_holds() {
    var conflict = new Verdict("PolicyConflict", Truth.TRUE, "InConflict", "a and b");
    var none = new Verdict("PolicyConflict", Truth.FALSE, "NoConflict", "");

    assertThat(PolicyAnnouncements.of(List.of(), List.of(none))).isEmpty();
    assertThat(PolicyAnnouncements.of(stored(none), List.of(conflict))).hasSize(1);
    assertThat(PolicyAnnouncements.of(stored(conflict), List.of(none))).hasSize(1);
  }
}
