package dev.steward.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class BackoffTest {

  @Example
  void it_doubles_from_a_second_to_five_minutes() {
    assertThat(Backoff.after(1, 1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(Backoff.after(3, 1)).isEqualTo(Duration.ofSeconds(4));
    assertThat(Backoff.after(9, 1)).isEqualTo(Duration.ofSeconds(256));
    assertThat(Backoff.after(10, 1)).isEqualTo(Backoff.LONGEST);
  }

  @Property(tries = 200)
  void chance_takes_up_to_a_half(
      @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE) int failures,
      @ForAll @DoubleRange(min = 0, max = 1) double chance) {
    assertThat(Backoff.after(failures, chance))
        .isBetween(Backoff.after(failures, 0), Backoff.after(failures, 1));
    assertThat(Backoff.after(failures, 0)).isEqualTo(Backoff.after(failures, 1).dividedBy(2));
  }
}
