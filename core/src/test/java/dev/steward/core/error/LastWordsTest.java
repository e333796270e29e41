package dev.steward.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LastWordsTest {

  @Test
  void words_longer_than_kubernetes_keeps_are_cut() {
    var words = new LastWords(ErrorCode.MODEL_CORRUPT, "x".repeat(5000));
    assertThat(words.message()).hasSize(LastWords.MAX_MESSAGE).endsWith("…");
  }
}
