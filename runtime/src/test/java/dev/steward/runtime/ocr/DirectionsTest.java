package dev.steward.runtime.ocr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DirectionsTest {

  private static final Quad LONG = line(0, 200);
  private static final Quad SHORT = line(40, 60);

  private static Quad line(double top, double width) {
    return Quad.around(new Point(width / 2, top + 10), width / 2, 10, new Point(1, 0));
  }

  @Test
  void a_page_is_as_most_of_it_says() {
    var directions = Directions.of(List.of(LONG, SHORT), List.of(0.95, 0.1));
    assertThat(directions.lines()).containsExactly(LONG.upsideDown(), SHORT.upsideDown());
  }

  @Test
  void a_line_of_which_the_model_says_otherwise_may_be_read_both_ways() {
    var directions = Directions.of(List.of(LONG, SHORT), List.of(0.1, 0.99));
    assertThat(directions.lines()).containsExactly(LONG, SHORT);
    assertThat(directions.doubtful())
        .containsExactly(new Directions.Alternative(1, SHORT.upsideDown()));
  }

  @Test
  void lines_that_agree_leave_no_doubt() {
    assertThat(Directions.of(List.of(LONG, SHORT), List.of(0.9, 0.6)).doubtful()).isEmpty();
    assertThat(Directions.of(List.of(), List.of()).lines()).isEmpty();
  }
}
