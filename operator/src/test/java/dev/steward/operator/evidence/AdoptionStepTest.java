package dev.steward.operator.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.evidence.AdoptionStep.Adopting;
import dev.steward.operator.evidence.AdoptionStep.Seen;
import dev.steward.operator.evidence.AdoptionStep.Standing;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdoptionStepTest {

  private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 26);
  private static final Set<String> THREE =
      Set.of("data-steward-gateway-0", "data-steward-gateway-1", "data-steward-gateway-2");
  private static final Map<String, Long> SIZES =
      Map.of("steward-gateway-0", 7L, "steward-gateway-1", 7L, "steward-gateway-2", 7L);

  private static Seen seen(int replicas, Set<String> pods, List<Adopting> jobs) {
    return new Seen(Map.of("steward-gateway", replicas), THREE, pods, SIZES, jobs);
  }

  private static Adopting job(LocalDate day, Standing standing) {
    return new Adopting("steward-gateway-2-adopt", "steward-gateway-2", day, standing);
  }

  @Test
  void the_log_of_a_gateway_that_was_scaled_away_is_looked_after() {
    var step =
        AdoptionStep.next(
            seen(2, Set.of("steward-gateway-0", "steward-gateway-1"), List.of()), NOW);
    assertThat(step.departed()).containsExactly("steward-gateway-2");
    assertThat(step.orders()).containsExactly(new Order.Begin("steward-gateway-2", TODAY));
  }

  @Test
  void one_that_is_only_being_started_again_is_left_alone() {
    var step = AdoptionStep.next(seen(3, Set.of("steward-gateway-0"), List.of()), NOW);
    assertThat(step.departed()).isEmpty();
    assertThat(step.orders()).isEmpty();
  }

  @Test
  void one_that_is_leaving_is_waited_for() {
    var step = AdoptionStep.next(seen(2, Set.of("steward-gateway-2"), List.of()), NOW);
    assertThat(step.departed()).isEmpty();
  }

  @Test
  void a_claim_without_evidence_or_of_others_needs_nobody() {
    var others =
        Set.of("data-steward-gateway-2", "data-other-7", "models", "data-steward-gateway-x");
    var step =
        AdoptionStep.next(
            new Seen(
                Map.of("steward-gateway", 2), others, Set.of(), Map.of("other-7", 3L), List.of()),
            NOW);
    assertThat(step.departed()).isEmpty();
  }

  @Test
  void it_is_done_once_a_day() {
    for (var standing : List.of(new Standing.Running(), new Standing.Done())) {
      assertThat(AdoptionStep.next(seen(2, Set.of(), List.of(job(TODAY, standing))), NOW).orders())
          .isEmpty();
    }
    var yesterday = job(TODAY.minusDays(1), new Standing.Done());
    assertThat(AdoptionStep.next(seen(2, Set.of(), List.of(yesterday)), NOW).orders())
        .containsExactly(new Order.Begin("steward-gateway-2", TODAY));
    var stillRunning = job(TODAY.minusDays(1), new Standing.Running());
    assertThat(AdoptionStep.next(seen(2, Set.of(), List.of(stillRunning)), NOW).orders()).isEmpty();
  }

  @Test
  void a_day_begins_when_every_clock_is_past_midnight() {
    var yesterday = List.of(job(TODAY, new Standing.Done()));
    var before = Instant.parse("2026-11-27T00:09:59Z");
    assertThat(AdoptionStep.next(seen(2, Set.of(), yesterday), before).orders()).isEmpty();
    assertThat(AdoptionStep.next(seen(2, Set.of(), yesterday), before.plusSeconds(1)).orders())
        .containsExactly(new Order.Begin("steward-gateway-2", TODAY.plusDays(1)));
  }

  @Test
  void what_failed_is_told_and_tried_again_after_an_hour() {
    var failed = job(TODAY, new Standing.Failed(NOW.minusSeconds(3599), "it can't"));
    var step = AdoptionStep.next(seen(2, Set.of(), List.of(failed)), NOW);
    assertThat(step.failing()).isEqualTo(new TreeMap<>(Map.of("steward-gateway-2", "it can't")));
    assertThat(step.orders()).isEmpty();
    assertThat(AdoptionStep.next(seen(2, Set.of(), List.of(failed)), NOW.plusSeconds(1)).orders())
        .containsExactly(new Order.Remove("steward-gateway-2-adopt"));
  }

  @Test
  void a_gateway_that_comes_back_gets_its_volume() {
    var running = List.of(job(TODAY, new Standing.Running()));
    var remove = new Order.Remove("steward-gateway-2-adopt");
    assertThat(AdoptionStep.next(seen(3, Set.of(), running), NOW).orders()).containsExactly(remove);
    assertThat(AdoptionStep.next(seen(2, Set.of("steward-gateway-2"), running), NOW).orders())
        .containsExactly(remove);
    var done = List.of(job(TODAY, new Standing.Done()));
    assertThat(AdoptionStep.next(seen(3, Set.of(), done), NOW).orders()).isEmpty();
  }

  @Test
  void a_few_at_a_time() {
    var gateways =
        IntStream.range(0, 20).mapToObj(i -> "steward-gateway-" + i).collect(Collectors.toSet());
    var seen =
        new Seen(
            Map.of("steward-gateway", 0),
            gateways.stream().map(name -> "data-" + name).collect(Collectors.toSet()),
            Set.of(),
            gateways.stream().collect(Collectors.toMap(name -> name, name -> 1L)),
            List.of(job(TODAY, new Standing.Running())));
    var step = AdoptionStep.next(seen, NOW);
    assertThat(step.departed()).hasSize(20);
    assertThat(step.orders()).hasSize(AdoptionStep.AT_ONCE - 1);
  }
}
