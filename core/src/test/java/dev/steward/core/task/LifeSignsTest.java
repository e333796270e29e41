package dev.steward.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LifeSignsTest {

  private static final Instant T = Instant.parse("2026-11-25T12:00:00Z");

  private static Instant after(int seconds) {
    return T.plusSeconds(seconds);
  }

  @Test
  void who_is_seen_for_the_first_time_is_alive_however_old_the_sign() {
    assertThat(LifeSigns.NONE.after(Map.of("a", "long ago"), T).isAlive("a", T)).isTrue();
  }

  @Test
  void who_gives_no_new_sign_is_dead_after_the_silence() {
    var signs = LifeSigns.NONE.after(Map.of("a", "1"), T).after(Map.of("a", "1"), after(9));
    assertThat(signs.isAlive("a", after(9))).isTrue();
    assertThat(signs.isAlive("a", after((int) LifeSigns.SILENCE.toSeconds()))).isFalse();
  }

  @Test
  void a_new_sign_counts_from_when_it_was_seen() {
    var signs = LifeSigns.NONE.after(Map.of("a", "1"), T).after(Map.of("a", "2"), after(9));
    assertThat(signs.isAlive("a", after(18))).isTrue();
  }

  @Test
  void who_has_left_in_good_order_is_gone_at_once() {
    var signs = LifeSigns.NONE.after(Map.of("a", "1"), T).after(Map.of(), after(1));
    assertThat(signs.isAlive("a", after(1))).isFalse();
    assertThat(LifeSigns.EVERY.multipliedBy(3)).isLessThan(Duration.ofSeconds(10));
  }
}
