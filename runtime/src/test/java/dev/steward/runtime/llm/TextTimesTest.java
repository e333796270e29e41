package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TextTimesTest {

  @Test
  void the_tokens_after_the_first_share_the_time_after_it() {
    var times =
        new TextTimes(0, Duration.ofMillis(1), Duration.ofMillis(50), Duration.ofMillis(90));
    assertThat(times.perToken(10)).isEqualTo(Duration.ofMillis(10));
    assertThat(times.perToken(1)).isEqualTo(Duration.ZERO);
  }

  @Test
  void a_text_waits_before_its_first_token() {
    var clock = new TextTimes.Clock();
    clock.begins();
    clock.wroteFirst();
    var times = clock.times();
    assertThat(times.waited()).isLessThanOrEqualTo(times.toFirst());
    assertThat(times.afterFirst()).isGreaterThanOrEqualTo(Duration.ZERO);
  }
}
