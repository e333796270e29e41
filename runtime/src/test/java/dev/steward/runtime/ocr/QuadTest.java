package dev.steward.runtime.ocr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuadTest {

  private static Quad around(double halfAlong, double halfAcross, double degrees) {
    double angle = Math.toRadians(degrees);
    return Quad.around(
        new Point(100, 100), halfAlong, halfAcross, new Point(Math.cos(angle), Math.sin(angle)));
  }

  private static void assertRuns(Quad quad, double degrees) {
    var along = quad.end().minus(quad.start());
    double found = Math.toDegrees(Math.atan2(along.y(), along.x()));
    assertThat(Math.abs(Math.IEEEremainder(found - degrees, 360))).isLessThan(1e-6);
    // Letters stand to the left of the way they run, as one looks along it: their foot is right.
    var down = quad.startBelow().minus(quad.start());
    assertThat(along.x() * down.y() - along.y() * down.x()).isPositive();
  }

  @Test
  void a_line_runs_along_its_long_side_from_left_to_right() {
    assertRuns(around(50, 10, 0), 0);
    assertRuns(around(50, 10, 180), 0);
    assertRuns(around(50, 10, 20), 20);
    assertRuns(around(50, 10, 200), 20);
    assertRuns(around(10, 50, 110), 20);
  }

  @Test
  void a_tall_one_runs_down() {
    assertRuns(around(50, 10, 90), 90);
    assertRuns(around(10, 50, 0), 90);
    assertRuns(around(50, 10, -80), 100);
  }

  @Test
  void a_square_one_runs_as_level_as_it_can() {
    assertRuns(around(10, 10, 90), 0);
    assertRuns(around(10, 12, 0), 0);
  }

  @Test
  void its_sides_are_those_it_was_made_of() {
    var quad = around(50, 10, 110);
    assertThat(quad.width()).isCloseTo(100, org.assertj.core.api.Assertions.within(1e-9));
    assertThat(quad.height()).isCloseTo(20, org.assertj.core.api.Assertions.within(1e-9));
  }

  @Test
  void upside_down_it_begins_where_it_ended() {
    var quad = around(50, 10, 0);
    assertThat(quad.upsideDown().start()).isEqualTo(quad.below());
    assertThat(quad.upsideDown().upsideDown()).isEqualTo(quad);
    assertRuns(quad.upsideDown(), 180);
  }
}
