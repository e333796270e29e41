package dev.steward.core.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartUpTimesTest {

  private static Replica replica(long createdAt, long took) {
    var created = Story.BEGIN.plusSeconds(createdAt);
    return new Replica(created, Optional.of(created.plusSeconds(took)));
  }

  @Test
  void until_a_start_was_seen_ten_seconds_are_assumed() {
    assertThat(StartUpTimes.NONE.expected()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void a_start_is_counted_once() {
    var replicas =
        List.of(replica(0, 30), replica(0, 40), new Replica(Story.BEGIN, Optional.empty()));
    var times = StartUpTimes.NONE.with(replicas).with(replicas);
    assertThat(times.seen()).containsExactly(Duration.ofSeconds(30), Duration.ofSeconds(40));
  }

  @Test
  void one_that_took_an_hour_does_not_move_what_is_expected() {
    var times =
        StartUpTimes.NONE.with(
            List.of(replica(0, 3600), replica(3600, 20), replica(3700, 21), replica(3800, 19)));
    assertThat(times.expected()).isEqualTo(Duration.ofSeconds(21));
    assertThat(times.seen()).contains(StartUpTimes.LONGEST);
  }

  @Test
  void only_the_last_ones_count() {
    var times = StartUpTimes.NONE;
    for (var start = 0; start < 100; start++) {
      times = times.with(List.of(replica(start * 100L, start < 50 ? 60 : 5)));
    }
    assertThat(times.seen()).hasSize(StartUpTimes.MOST);
    assertThat(times.expected()).isEqualTo(Duration.ofSeconds(5));
  }
}
