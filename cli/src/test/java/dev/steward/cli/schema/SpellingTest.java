package dev.steward.cli.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {

  private static final List<String> KNOWN = List.of("model", "scaling", "accelerator", "uri");

  @Test
  void a_slip_of_the_keys_is_recognised() {
    assertThat(Spelling.nearest("modle", KNOWN)).contains("model");
    assertThat(Spelling.nearest("Accelerater", KNOWN)).contains("accelerator");
    assertThat(Spelling.nearest("url", KNOWN)).contains("uri");
  }

  @Test
  void another_word_is_not_recognised() {
    assertThat(Spelling.nearest("replicas", KNOWN)).isEmpty();
  }
}
