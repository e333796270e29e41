package dev.steward.runtime.llm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.protocol.openai.TokenLogprob;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ToldTest {

  @Test
  void a_token_is_told_with_the_text_in_which_it_begins() {
    var told = new Told();
    told.add(token("one", 0));
    told.add(token(" two", 3));
    assertThat(names(told.with(5))).containsExactly("one", " two");
    told.add(token("three", 7));
    assertThat(told.with(2)).isEmpty();
    assertThat(names(told.with(1))).containsExactly("three");
    assertThat(told.rest()).isEmpty();
  }

  @Test
  void tokens_of_which_no_text_is_given_are_told_only_at_the_end_of_the_whole_text() {
    var told = new Told();
    told.add(token("a", 0));
    told.add(token("STOP", 1));
    assertThat(names(told.with(1))).containsExactly("a");
    assertThat(names(told.rest())).containsExactly("STOP");
  }

  private static TokenLogprob token(String text, int offset) {
    return new TokenLogprob(text.getBytes(UTF_8), OptionalDouble.of(-1), offset, List.of());
  }

  private static List<String> names(List<TokenLogprob> tokens) {
    return tokens.stream().map(token -> new String(token.bytes(), UTF_8)).toList();
  }
}
