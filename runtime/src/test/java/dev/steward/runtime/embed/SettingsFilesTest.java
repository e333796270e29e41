package dev.steward.runtime.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long inputs may be. */
class SettingsFilesTest {

  @TempDir private Path folder;

  private int maxTokens(String tokenizer) throws IOException, LoadException {
    Files.writeString(folder.resolve("tokenizer.json"), tokenizer);
    return new SettingsFiles(folder).read().maxTokens();
  }

  @Test
  void a_tokenizer_is_read_up_to_its_truncation() throws Exception {
    assertThat(
            maxTokens(
                "{\"version\": \"1.0\", \"truncation\": {\"direction\": \"Right\", \"max_length\": 7},"
                    + " and so on"))
        .isEqualTo(7);
  }

  @Test
  void a_truncation_behind_all_else_is_found() throws Exception {
    assertThat(
            maxTokens(
                "{\"model\": {\"vocab\": {\"truncation\": 1}, \"max_length\": 2}, \"truncation\":"
                    + " {\"stride\": 0, \"max_length\": 9}}"))
        .isEqualTo(9);
  }

  @Test
  void a_tokenizer_that_does_not_cut_leaves_it_to_the_next_file() throws Exception {
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"model_max_length\": 33}");
    assertThat(maxTokens("{\"truncation\": null, \"max_length\": 5}")).isEqualTo(33);
    assertThat(maxTokens("{\"truncation\": {\"max_length\": \"5\"}}")).isEqualTo(33);
    assertThat(maxTokens("[1]")).isEqualTo(33);
    assertThat(maxTokens("{}")).isEqualTo(33);
  }

  @Test
  void a_tokenizer_that_is_no_json_is_told() {
    assertThatThrownBy(() -> maxTokens("{\"version\": <html>"))
        .isInstanceOfSatisfying(
            LoadException.class,
            e -> assertThat(e.failure().lastWords().code()).isEqualTo(ErrorCode.MODEL_CORRUPT));
  }
}
