package dev.steward.cli.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.task.Pace;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

  @Test
  void it_tells_how_far_how_fast_how_long_and_what_failed() {
    var line = new ProgressLine(2000, 1000, 3, Pace.of(1000, 1000, Duration.ofSeconds(80)));

    assertThat(line.bar())
        .isEqualTo("[###############···············] 1000/2000  12.5/s  1m20s left  3 failed");
  }

  @Test
  void before_the_first_item_there_is_no_rate_and_at_the_end_nothing_left() {
    assertThat(new ProgressLine(10, 0, 0, Pace.of(0, 10, Duration.ZERO)).text()).isEqualTo("0/10");
    assertThat(new ProgressLine(10, 10, 0, Pace.of(10, 0, Duration.ofMillis(50))).text())
        .isEqualTo("10/10  200/s");
  }
}
