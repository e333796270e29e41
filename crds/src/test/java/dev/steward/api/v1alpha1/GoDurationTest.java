package dev.steward.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

  @ParameterizedTest
  @CsvSource({
    "90s, PT1M30S",
    "5m, PT5M",
    "1h30m, PT1H30M",
    "250ms, PT0.25S",
    "1h0m1s, PT1H1S",
    "0s, PT0S"
  })
  void a_duration_is_read_as_go_reads_it(String text, Duration expected) {
    assertThat(GoDuration.parse("field", text)).isEqualTo(Checked.valid(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "90", "s", "1.5h", "-1s", "1m1h", "1 s", "999999999999s", "1µs"})
  void what_is_none_is_told_with_its_field(String text) {
    assertThat(GoDuration.parse("spec.traffic.timeout", text))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            invalid -> assertThat(invalid.violation().field()).isEqualTo("spec.traffic.timeout"));
  }

  @Property
  void what_is_written_is_read_again(@ForAll @LongRange(min = 0, max = 100_000_000) long millis) {
    var duration = Duration.ofMillis(millis);
    assertThat(GoDuration.parse("field", GoDuration.text(duration)))
        .isEqualTo(Checked.valid(duration));
  }
}
