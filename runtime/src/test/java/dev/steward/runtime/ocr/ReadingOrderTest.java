package dev.steward.runtime.ocr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReadingOrderTest {

  private static final double HEIGHT = 20;

  private final List<TextLine> page = new ArrayList<>();

  private void line(String text, double left, double top, double width) {
    var middle = new Point(left + width / 2, top + HEIGHT / 2);
    page.add(new TextLine(text, 1, Quad.around(middle, width / 2, HEIGHT / 2, new Point(1, 0))));
  }

  /** The page turned about its upper left corner, as it would be found. */
  private static List<TextLine> turned(List<TextLine> lines, double degrees) {
    double angle = Math.toRadians(degrees);
    return lines.stream()
        .map(line -> {
          var place = line.place();
          return new TextLine(
              line.text(),
              line.score(),
              new Quad(
                  turned(place.start(), angle),
                  turned(place.end(), angle),
                  turned(place.below(), angle),
                  turned(place.startBelow(), angle)));
        })
        .toList();
  }

  private static Point turned(Point point, double angle) {
    return new Point(
        point.x() * Math.cos(angle) - point.y() * Math.sin(angle),
        point.x() * Math.sin(angle) + point.y() * Math.cos(angle));
  }

  /** Whatever the order in which lines were found, and however the page is turned. */
  private void assertRead(String... texts) {
    var found = new ArrayList<>(page);
    for (int degrees : new int[] {0, 7, -30, 90, 180, 270}) {
      Collections.shuffle(found, new Random(degrees));
      assertThat(ReadingOrder.of(turned(found, degrees)))
          .as("turned by " + degrees)
          .extracting(TextLine::text)
          .containsExactly(texts);
    }
  }

  @Test
  void rows_go_from_top_to_bottom_and_each_from_left_to_right() {
    line("a", 0, 0, 100);
    line("b", 120, 4, 80);
    line("c", 0, 30, 150);
    assertRead("a", "b", "c");
  }

  @Test
  void columns_are_read_one_after_the_other() {
    for (int i = 0; i < 3; i++) {
      line("left " + i, 0, i * 30, 200);
      line("right " + i, 240, i * 30 + 3, 200);
    }
    assertRead("left 0", "left 1", "left 2", "right 0", "right 1", "right 2");
  }

  @Test
  void a_headline_stands_before_its_columns_and_a_footer_after_them() {
    line("headline", 0, 0, 440);
    for (int i = 0; i < 3; i++) {
      line("left " + i, 0, 40 + i * 30, 200);
      line("right " + i, 240, 40 + i * 30, 200);
    }
    line("footer", 100, 150, 240);
    assertRead("headline", "left 0", "left 1", "left 2", "right 0", "right 1", "right 2", "footer");
  }

  @Test
  void prices_are_read_with_what_they_are_for() {
    for (int i = 0; i < 3; i++) {
      line("item " + i, 0, i * 30, 120);
      line("price " + i, 300, i * 30, 50);
    }
    assertRead("item 0", "price 0", "item 1", "price 1", "item 2", "price 2");
  }

  @Test
  void a_page_without_text_has_no_order() {
    assertThat(ReadingOrder.of(List.of())).isEmpty();
  }

  @Test
  void a_thousand_lines_in_one_place_are_ordered_too() {
    for (int i = 0; i < 1000; i++) {
      line("x", 5, 5, 200);
    }
    assertThat(ReadingOrder.of(page)).hasSize(1000);
  }
}
