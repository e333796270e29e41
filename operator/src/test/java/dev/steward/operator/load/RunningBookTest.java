package dev.steward.operator.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.policy.Obligations.Intake;
import dev.steward.core.policy.PolicyDigest;
import dev.steward.core.policy.PolicyInForce;
import dev.steward.protocol.report.PolicyAnswer.Memory;
import dev.steward.protocol.report.PolicyReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunningBookTest {

  private static final Map<String, PolicyInForce> A = running('a');
  private static final Map<String, PolicyInForce> B = running('b');

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final RunningBook book = new RunningBook(() -> now);

  private static Map<String, PolicyInForce> running(char digit) {
    return Map.of(
        "u",
        new PolicyInForce(
            new PolicyDigest("v1:sha256:" + String.valueOf(digit).repeat(64)), Intake.OPEN));
  }

  private Memory all(String process, long number, Map<String, PolicyInForce> running) {
    return book.take(new PolicyReport("g", process, number, Optional.of(running)));
  }

  private Memory beat(String process, long number) {
    return book.take(new PolicyReport("g", process, number, Optional.empty()));
  }

  private Optional<Map<String, PolicyInForce>> running() {
    return book.of("g").map(told -> told.running());
  }

  @Test
  void what_was_told_stays_so_while_its_number_is_repeated() {
    assertThat(all("p", 1, A)).isEqualTo(Memory.KNOWN);
    now = now.plusSeconds(2);
    assertThat(beat("p", 1)).isEqualTo(Memory.KNOWN);
    assertThat(running()).contains(A);
    assertThat(book.of("g").orElseThrow().at()).isEqualTo(now);
  }

  @Test
  void a_number_that_stands_for_what_was_never_told_is_no_sign_of_life() {
    assertThat(beat("p", 1)).isEqualTo(Memory.UNKNOWN);
    assertThat(all("p", 1, A)).isEqualTo(Memory.KNOWN);
    var told = book.of("g");
    now = now.plusSeconds(2);
    assertThat(beat("p", 2)).isEqualTo(Memory.UNKNOWN);
    assertThat(beat("q", 1)).isEqualTo(Memory.UNKNOWN);
    assertThat(book.of("g")).isEqualTo(told);
  }

  @Test
  void what_was_overtaken_changes_nothing() {
    assertThat(all("p", 2, B)).isEqualTo(Memory.KNOWN);
    assertThat(all("p", 1, A)).isEqualTo(Memory.KNOWN);
    assertThat(beat("p", 1)).isEqualTo(Memory.KNOWN);
    assertThat(running()).contains(B);
  }

  @Test
  void a_new_process_begins_anew() {
    assertThat(all("p", 9, B)).isEqualTo(Memory.KNOWN);
    assertThat(all("q", 1, A)).isEqualTo(Memory.KNOWN);
    assertThat(running()).contains(A);
  }

  @Test
  void one_that_is_gone_is_forgotten_and_there_is_a_bound() {
    for (var i = 0; i < RunningBook.MOST_GATEWAYS; i++) {
      var report = new PolicyReport("g" + i, "p", 1, Optional.of(A));
      assertThat(book.take(report)).isEqualTo(Memory.KNOWN);
    }
    assertThat(all("p", 1, A)).isEqualTo(Memory.UNKNOWN);
    now = now.plus(RunningBook.FORGET).plus(Duration.ofMillis(1));
    assertThat(all("p", 1, A)).isEqualTo(Memory.KNOWN);
    assertThat(book.of("g1")).isEmpty();
  }
}
