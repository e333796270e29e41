package dev.steward.operator.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AwaitingTest {

  private static final Instant WRITTEN = Instant.parse("2026-11-26T12:00:00Z");

  private final Awaiting awaiting = new Awaiting(WRITTEN);

  @Test
  void what_was_never_there_may_be_about_to_be_made() {
    assertThat(awaiting.awaits("a", WRITTEN.plusSeconds(119))).isTrue();
  }

  @Test
  void what_was_there_was_deleted() {
    awaiting.seen(Set.of("a"));
    awaiting.seen(Set.of());
    assertThat(awaiting.awaits("a", WRITTEN)).isFalse();
    assertThat(awaiting.awaits("b", WRITTEN)).isTrue();
  }

  @Test
  void an_installation_that_was_broken_off_is_waited_for_no_longer() {
    assertThat(awaiting.awaits("a", WRITTEN.plus(Awaiting.PATIENCE))).isFalse();
  }
}
