package dev.steward.runtime.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RegionsTest {

  private static final int SIDE = 200;
  private static final Offset<Double> A_PIXEL = within(1.5);

  private final FloatBuffer values = FloatBuffer.allocate(SIDE * SIDE);
  private final ProbabilityMap map = new ProbabilityMap(SIDE, SIDE, values);

  /** Sets all pixels in a rectangle of this middle and these sides, turned by so many degrees. */
  private void draw(double x, double y, double along, double across, double degrees, float value) {
    double angle = Math.toRadians(degrees);
    var unit = new Point(Math.cos(angle), Math.sin(angle));
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        var from = new Point(column, row).minus(new Point(x, y));
        if (Math.abs(from.along(unit)) <= along / 2
            && Math.abs(from.along(unit.turned())) <= across / 2) {
          values.put(row * SIDE + column, value);
        }
      }
    }
  }

  private Quad only() {
    var quads = Regions.of(map);
    assertThat(quads).hasSize(1);
    return quads.getFirst();
  }

  @Test
  void a_rectangle_grows_by_its_area_over_its_circumference() {
    draw(100, 50, 80, 10, 0, 0.9f);
    double growth = growth(80, 10);
    var quad = only();
    assertThat(quad.width()).isCloseTo(80 + 2 * growth, A_PIXEL);
    assertThat(quad.height()).isCloseTo(10 + 2 * growth, A_PIXEL);
    assertThat(quad.middle().x()).isCloseTo(100.5, A_PIXEL);
    assertThat(quad.middle().y()).isCloseTo(50.5, A_PIXEL);
  }

  @Test
  void a_turned_one_stays_turned() {
    draw(100, 100, 120, 14, 25, 0.9f);
    var along = only().end().minus(only().start());
    assertThat(Math.toDegrees(Math.atan2(along.y(), along.x()))).isCloseTo(25, within(1.0));
    assertThat(only().height()).isCloseTo(14 + 2 * growth(120, 14), within(3.0));
  }

  private static double growth(double along, double across) {
    return along * across * Regions.GROWTH / (2 * (along + across));
  }

  @Test
  void pixels_that_touch_at_a_corner_are_one_region() {
    draw(60, 55, 42, 22, 0, Regions.PIXEL - 0.01f);
    draw(50, 50, 20, 10, 0, 1);
    draw(71, 61, 20, 10, 0, 1);
    assertThat(Regions.of(map)).hasSize(1);
    draw(50, 100, 20, 10, 0, 1);
    assertThat(Regions.of(map)).hasSize(2);
  }

  @Test
  void what_is_improbable_on_the_whole_isnt_text() {
    draw(100, 50, 80, 10, 0, 0.5f);
    assertThat(Regions.of(map)).isEmpty();
  }

  @Test
  void specks_and_hairlines_arent_text() {
    draw(20, 20, 1, 1, 0, 0.9f);
    draw(100, 50, 80, 0, 0, 0.9f);
    draw(100, 90, 0, 80, 0, 0.9f);
    draw(180, 180, 80, 0.9, 45, 0.9f);
    assertThat(Regions.of(map)).isEmpty();
  }

  @Test
  void text_at_the_edge_is_found() {
    draw(0, 0, 80, 20, 0, 0.9f);
    assertThat(Regions.of(map)).hasSize(1);
  }

  @Test
  void a_page_full_of_text_is_one_region_and_nothing_none() {
    assertThat(Regions.of(map)).isEmpty();
    draw(100, 100, 400, 400, 0, 1);
    assertThat(Regions.of(map)).hasSize(1);
  }
}
