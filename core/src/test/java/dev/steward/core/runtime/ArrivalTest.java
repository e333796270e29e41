package dev.steward.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.runtime.Arrival.Phase;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrivalTest {

  private static final long MIB = 1 << 20;

  private static Arrival of(long bytes, long total, long bytesPerSecond) {
    return new Arrival(
        Phase.DOWNLOADING, bytes, OptionalLong.of(total), 0, bytesPerSecond, Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3174 | 7578 | 110 | 3.1 of 7.4 GiB (41 %), about 45 s left
          10   | 200  | 0   | 10 of 200 MiB (5 %)
          199  | 200  | 50  | 199 of 200 MiB (99 %), about 5 s left
          0    | 5    | 0   | 0.0 of 5.0 MiB (0 %)
          0    | 7578 | 2   | 0.0 of 7.4 GiB (0 %), about 63 min left
          0    | 60   | 1   | 0.0 of 60 MiB (0 %), about 1 min left
          0    | 7578 | 1   | 0.0 of 7.4 GiB (0 %), about 2 h left
          """)
  void how_far_it_is_stands_in_one_unit_with_a_guess_of_what_is_left(
      long here, long total, long speed, String words) {
    assertThat(ArrivalWords.of(of(here * MIB, total * MIB, speed * MIB))).isEqualTo(words);
  }

  @Test
  void what_takes_more_than_a_day_is_not_guessed() {
    assertThat(ArrivalWords.of(of(0, 64L << 30, 1))).isEqualTo("0.0 of 64 GiB (0 %)");
  }

  @Test
  void without_a_whole_there_is_no_percentage_and_nothing_left() {
    var unknown =
        new Arrival(Phase.DOWNLOADING, 3 * MIB, OptionalLong.empty(), 0, MIB, Optional.empty());
    assertThat(ArrivalWords.of(unknown)).isEqualTo("3.0 MiB");
    assertThat(unknown.percent()).isEmpty();
  }

  @Test
  void the_whole_is_called_whole_when_all_of_it_is_there() {
    assertThat(of(9_999_999, 10_000_000, 1).percent()).hasValue(99);
    assertThat(of(10_000_000, 10_000_000, 1).percent()).hasValue(100);
    assertThat(of(0, 0, 1).percent()).hasValue(100);
    assertThat(of(Long.MAX_VALUE, Long.MAX_VALUE, 1).percent()).hasValue(100);
  }

  @Test
  void nobody_guesses_how_long_another_process_takes() {
    var waiting = new Arrival(Phase.WAITING, 0, OptionalLong.of(10), 0, 1, Optional.empty());
    assertThat(waiting.left()).isEmpty();
  }

  @Test
  void no_more_is_here_than_there_is_nor_less_than_was_there() {
    assertThatThrownBy(() -> of(11, 10, 1)).hasMessageContaining("11 of 10 bytes are here");
    assertThatThrownBy(
            () -> new Arrival(Phase.DOWNLOADING, 1, OptionalLong.empty(), 2, 0, Optional.empty()))
        .hasMessageContaining("of which 2 were there");
  }

  @Test
  void long_words_about_trouble_are_cut() {
    var troubled =
        new Arrival(
            Phase.DOWNLOADING, 0, OptionalLong.empty(), 0, 0, Optional.of("x".repeat(1000)));
    assertThat(troubled.trouble().orElseThrow()).hasSize(Arrival.MAX_TROUBLE).endsWith("…");
  }
}
