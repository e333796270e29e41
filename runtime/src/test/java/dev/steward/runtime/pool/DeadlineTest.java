package dev.steward.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {

  private final Deadline minute = Deadline.in(Duration.ofMinutes(1));

  @Test
  void a_request_may_give_itself_less_time_from_its_beginning() {
    var sooner = minute.within(Duration.ofSeconds(10));
    assertThat(minute.nanos() - sooner.nanos()).isEqualTo(Duration.ofSeconds(50).toNanos());
    assertThat(sooner.allowed()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void it_may_not_give_itself_more() {
    assertThat(minute.within(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(minute);
  }

  @Test
  void the_refusal_tells_the_time_that_was_given() {
    assertThat(minute.exceeded().message()).isEqualTo("there was no answer within 60000 ms");
    assertThat(minute.within(Duration.ofNanos(1_500_000)).exceeded().message())
        .isEqualTo("there was no answer within 1500 µs");
  }
}
