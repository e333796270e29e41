package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.runtime.gguf.GgufFile;
import dev.steward.runtime.testing.SmolLm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** SmolLM2's own tokenizer, composed of what its GGUF file says. */
class TokensIT {

  @Test
  void texts_become_the_tokens_of_the_model_and_texts_again() throws Exception {
    var metadata = GgufFile.open(SmolLm.file()).metadata();
    var vocabulary = Vocabulary.of(metadata, 49_152);
    try (var tokenizer = TextTokenizer.of(metadata, vocabulary)) {
      assertThat(pieces(vocabulary, tokenizer.tokens("Hello 123 wörld")))
          .containsExactly("Hello", "Ġ", "1", "2", "3", "Ġw", "Ã¶r", "ld");
      assertThat(pieces(vocabulary, tokenizer.tokens("<|im_start|>user\nHi<|im_end|>")))
          .containsExactly("<|im_start|>", "user", "Ċ", "Hi", "<|im_end|>");
      var text = "Ein Mädchen — 女の子 — \u0000\u007f\u00a0\u00ad 😀 it's\n\n  fine.";
      var stream = new TextStream();
      var back = new StringBuilder();
      for (int token : tokenizer.tokens(text)) {
        back.append(stream.add(vocabulary.bytes(token)));
      }
      assertThat(back + stream.end()).isEqualTo(text);
    }
  }

  @Test
  void each_byte_has_a_token() throws Exception {
    var vocabulary = Vocabulary.of(GgufFile.open(SmolLm.file()).metadata(), 49_152);
    var seen = new boolean[256];
    for (int token = 0; token < vocabulary.size(); token++) {
      for (byte one : vocabulary.bytes(token)) {
        seen[one & 0xFF] = true;
      }
    }
    // Texts with most control characters weren't read in training; each other byte of UTF-8 was.
    for (int one = ' '; one < 0xC0; one++) {
      assertThat(seen[one]).as("byte %d", one).isTrue();
    }
    assertThat(new String(vocabulary.bytes(17), StandardCharsets.UTF_8)).isEqualTo("!");
  }

  private static String[] pieces(Vocabulary vocabulary, int[] tokens) {
    return Arrays.stream(tokens).mapToObj(vocabulary::token).toArray(String[]::new);
  }
}
