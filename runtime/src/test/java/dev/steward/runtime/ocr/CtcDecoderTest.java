package dev.steward.runtime.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class CtcDecoderTest {

  private static final Characters AB = new Characters(List.of("", "a", "b", " "));

  /** Each step's likeliest class, with that probability; the others share the rest. */
  private static FloatBuffer path(float probability, int... classes) {
    var steps = FloatBuffer.allocate(classes.length * AB.classes());
    for (int best : classes) {
      for (int i = 0; i < AB.classes(); i++) {
        steps.put(i == best ? probability : (1 - probability) / (AB.classes() - 1));
      }
    }
    return steps.flip();
  }

  private static CtcDecoder.Reading read(FloatBuffer steps, int from, int count) {
    return CtcDecoder.decode(steps, from * AB.classes(), count, AB);
  }

  @Test
  void repeats_are_one_letter_unless_nothing_stands_between() {
    assertThat(read(path(0.7f, 1, 1, 0, 2, 2, 0, 2), 0, 7).text()).isEqualTo("abb");
  }

  @Test
  void the_class_after_the_last_character_is_a_space() {
    assertThat(read(path(0.7f, 1, 3, 2), 0, 3).text()).isEqualTo("a b");
  }

  @Test
  void the_score_is_the_mean_of_the_letters_and_not_of_the_steps() {
    var steps =
        FloatBuffer.wrap(new float[] {0, 0.8f, 0.2f, 0, 0.9f, 0.1f, 0, 0, 0, 0, 0.6f, 0.4f});
    var reading = read(steps, 0, 3);
    assertThat(reading.text()).isEqualTo("ab");
    assertThat(reading.score()).isCloseTo(0.7, within(1e-6));
  }

  @Test
  void nothing_is_no_letter_and_no_score() {
    assertThat(read(path(0.9f, 0, 0), 0, 2)).isEqualTo(new CtcDecoder.Reading("", 0));
  }

  @Test
  void a_line_begins_where_the_one_before_it_ends() {
    assertThat(read(path(0.7f, 1, 1, 2, 2), 2, 2).text()).isEqualTo("b");
  }
}
