package dev.steward.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.model.ModelFacts;
import dev.steward.operator.plan.Inspection.StoredFacts;
import dev.steward.operator.plan.InspectionAttempt.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InspectionTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ModelFacts FACTS = ModelOf.layers(4, 10);

  private static Inspection inspection(InspectionAttempt... attempts) {
    return Inspection.of("key", Optional.empty(), List.of(attempts), NOW);
  }

  private static InspectionAttempt attempt(int number, Outcome outcome) {
    return new InspectionAttempt("key", number, outcome);
  }

  @Test
  void a_model_nobody_has_read_is_read_by_a_first_pod() {
    var inspection = inspection();
    assertThat(inspection).isEqualTo(new Inspection.Reading("key", 1));
    assertThat(inspection.pod()).hasValue(1);
    assertThat(inspection.known()).isEmpty();
  }

  @Test
  void a_pod_that_reads_is_waited_for() {
    assertThat(inspection(attempt(1, new Outcome.Underway())))
        .isEqualTo(new Inspection.Reading("key", 1));
  }

  @Test
  void what_a_pod_has_read_is_used_at_once_and_the_pod_stays_until_it_is_stored() {
    var found = inspection(attempt(1, new Outcome.Read(FACTS)));
    assertThat(found.known()).contains(FACTS);
    assertThat(found.pod()).hasValue(1);

    var stored =
        Inspection.of(
            "key",
            Optional.of(new StoredFacts("key", FACTS)),
            List.of(attempt(1, new Outcome.Read(FACTS))),
            NOW);
    assertThat(stored.known()).contains(FACTS);
    assertThat(stored.pod()).isEmpty();
  }

  @Test
  void facts_of_another_model_are_read_anew() {
    var other =
        Inspection.of(
            "key",
            Optional.of(new StoredFacts("another", FACTS)),
            List.of(new InspectionAttempt("another", 7, new Outcome.Read(FACTS))),
            NOW);
    assertThat(other).isEqualTo(new Inspection.Reading("key", 1));
  }

  @ParameterizedTest
  @CsvSource({"1, 10", "2, 20", "3, 40", "5, 160", "6, 300", "7, 300", "5000000, 300"})
  void after_a_failure_it_pauses_twice_as_long_each_time_up_to_five_minutes(
      int number, long seconds) {
    var pause = Duration.ofSeconds(seconds);
    var early = attempt(number, new Outcome.Failed(NOW.minus(pause).plusMillis(1)));
    assertThat(inspection(early))
        .isEqualTo(new Inspection.Paused("key", number, NOW.plusMillis(1)));
    var late = attempt(number, new Outcome.Failed(NOW.minus(pause)));
    assertThat(inspection(late)).isEqualTo(new Inspection.Reading("key", number + 1));
  }

  @Test
  void the_newest_try_counts() {
    assertThat(
            inspection(
                attempt(2, new Outcome.Underway()),
                attempt(1, new Outcome.Failed(NOW.minusSeconds(100)))))
        .isEqualTo(new Inspection.Reading("key", 2));
  }

  @Test
  void a_pod_that_is_deleted_by_hand_is_followed_by_one_of_another_name() {
    assertThat(inspection(attempt(1, new Outcome.Leaving())))
        .isEqualTo(new Inspection.Reading("key", 2));
  }
}
