package dev.steward.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "scans/*.png, scans/a.png, true",
    "scans/*.png, scans/a.jpg, false",
    "scans/*.png, scans/2026/a.png, false",
    "scans/**/*.png, scans/a.png, true",
    "scans/**/*.png, scans/2026/01/a.png, true",
    "scans/**, scans/2026/a, true",
    "**/**/a, a, true",
    "scan?/a, scans/a, true",
    "scan?/a, scan/a, false",
    "*a*b, xxaxxb, true",
    "*a*b, xxaxxbc, false",
    "a.png, a.png, true",
    "*, .hidden, false",
    ".*, .hidden, true",
    "**, .hidden/a, false",
    "**/a, b/.hidden/a, false",
    "a.png, aXpng, false",
  })
  void a_star_stays_within_a_part_and_two_span_folders(
      String pattern, String path, boolean matches) {
    assertThat(Glob.of(pattern).matches(path)).isEqualTo(matches);
  }

  @Test
  void what_every_match_begins_with_is_known_before_listing() {
    var glob = Glob.of("scans/2026/a*/**/b?.png");

    assertThat(glob.prefix()).isEqualTo("scans/2026/a");
    assertThat(glob.folder()).isEqualTo("scans/2026");
    assertThat(glob.isPattern()).isTrue();
    assertThat(Glob.of("*.png").folder()).isEmpty();
    assertThat(Glob.of("/srv/*.png").folder()).isEqualTo("/srv");
    assertThat(Glob.of("/srv/*/x.png").depth()).isEqualTo(2);
    assertThat(Glob.of("a.png").isPattern()).isFalse();
  }

  @Test
  void a_hostile_pattern_costs_no_more_than_its_length_times_the_names() {
    var pattern = "*a".repeat(200) + "b";

    assertThat(Glob.of(pattern).matches("a".repeat(900))).isFalse();
    assertThat(Glob.of("**/".repeat(100) + "x").matches("a/".repeat(200) + "y")).isFalse();
  }
}
