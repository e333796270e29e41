package dev.steward.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LastWords;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LastWordsJsonTest {

  @Test
  void what_was_written_is_read_again() {
    var words =
        new LastWords(ErrorCode.DIGEST_MISMATCH, "spec.model.digest: it has \"other\" bytes");
    assertThat(LastWordsJson.write(words))
        .isEqualTo(
            "{\"code\":\"digest_mismatch\",\"message\":\"spec.model.digest: it has \\\"other\\\" bytes\"}");
    assertThat(LastWordsJson.read(LastWordsJson.write(words))).contains(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ж", "\u0001", "\"", "😀"})
  void the_longest_words_fit_into_what_kubernetes_keeps(String character) {
    var words = new LastWords(ErrorCode.INTERNAL, character.repeat(LastWords.MAX_MESSAGE));
    var json = LastWordsJson.write(words);
    assertThat(json.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(4096);
    assertThat(LastWordsJson.read(json))
        .hasValueSatisfying(read -> assertThat(read.code()).isEqualTo(ErrorCode.INTERNAL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Exception in thread main",
        "{\"code\":\"no_such_code\",\"message\":\"m\"}",
        "{\"code\":\"internal\"}",
        "[1]"
      })
  void other_text_is_no_last_words(String text) {
    assertThat(LastWordsJson.read(text)).isEmpty();
  }
}
