package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextPiecesTest {

  @Test
  void half_a_character_is_never_given() {
    var stream = new TextStream();
    var bytes = "aé😀b".getBytes(StandardCharsets.UTF_8);
    var text = new StringBuilder();
    for (byte one : bytes) {
      var piece = stream.add(new byte[] {one});
      assertThat(piece).doesNotContain("\uFFFD");
      text.append(piece);
    }
    assertThat(text + stream.end()).isEqualTo("aé😀b");
  }

  @Test
  void bytes_that_are_no_character_are_replaced() {
    var stream = new TextStream();
    assertThat(stream.add(new byte[] {(byte) 0xC3})).isEmpty();
    assertThat(stream.end()).isEqualTo("\uFFFD");
    assertThat(stream.add(new byte[] {(byte) 0xC3, 'a'})).isEqualTo("\uFFFDa");
  }

  @Test
  void a_text_ends_before_a_stop_text() {
    var stops = new StopText(List.of("END"));
    assertThat(stops.add("one END two")).isEqualTo("one ");
    assertThat(stops.stopped()).isTrue();
    assertThat(stops.end()).isEmpty();
  }

  @Test
  void what_may_begin_a_stop_text_is_held_back() {
    var stops = new StopText(List.of("END", "NDX"));
    assertThat(stops.add("a E")).isEqualTo("a ");
    assertThat(stops.add("N")).isEmpty();
    assertThat(stops.add("x")).isEqualTo("ENx");
    assertThat(stops.add("EN")).isEmpty();
    assertThat(stops.add("DX")).isEmpty();
    assertThat(stops.stopped()).isTrue();
  }

  @Test
  void what_was_held_back_comes_at_the_end() {
    var stops = new StopText(List.of("END"));
    assertThat(stops.add("a EN")).isEqualTo("a ");
    assertThat(stops.end()).isEqualTo("EN");
  }

  @Test
  void the_first_stop_text_counts() {
    var stops = new StopText(List.of("two", "one"));
    assertThat(stops.add("a one two")).isEqualTo("a ");
  }
}
