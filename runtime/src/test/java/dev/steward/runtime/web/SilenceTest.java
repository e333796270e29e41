package dev.steward.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilenceTest {

  private final Silence silence = new Silence(Duration.ofSeconds(30), Duration.ofSeconds(60));

  private static Duration seconds(int count) {
    return Duration.ofSeconds(count);
  }

  @Test
  void a_connection_is_kept_until_it_has_brought_nothing_for_too_long() {
    assertThat(silence.left(seconds(10), seconds(10), false)).contains(seconds(20));
    assertThat(silence.left(seconds(500), seconds(29), false)).contains(seconds(1));
    assertThat(silence.left(seconds(30), seconds(30), false)).isEmpty();
  }

  @Test
  void a_head_that_trickles_has_an_end_too() {
    assertThat(silence.left(seconds(50), seconds(1), true)).contains(seconds(29));
    assertThat(silence.left(seconds(85), seconds(1), true)).contains(seconds(5));
    assertThat(silence.left(seconds(90), seconds(0), true)).isEmpty();
  }
}
