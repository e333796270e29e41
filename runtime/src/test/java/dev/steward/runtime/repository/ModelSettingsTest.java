package dev.steward.runtime.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.core.measure.Bytes;
import dev.steward.core.model.ModelTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelSettingsTest {

  private static final ModelSettings DEFAULTS =
      new ModelSettings(ModelTask.TENSOR, Optional.of(4), Optional.empty());

  @TempDir private Path folder;

  private Outcome<ModelSettings> read(String json) throws IOException {
    Files.writeString(folder.resolve("steward.json"), json);
    return ModelSettings.in(folder, DEFAULTS);
  }

  @Test
  void without_a_file_the_services_own_hold() throws IOException {
    assertThat(ModelSettings.in(folder, DEFAULTS)).isEqualTo(Outcome.done(DEFAULTS));
    assertThat(read("{}")).isEqualTo(Outcome.done(DEFAULTS));
  }

  @Test
  void what_a_file_says_goes_first() throws IOException {
    assertThat(read("{\"task\": \"Embedding\", \"maxBatch\": 8, \"memory\": \"300Mi\"}"))
        .isEqualTo(
            Outcome.done(
                new ModelSettings(
                    ModelTask.EMBEDDING, Optional.of(8), Optional.of(new Bytes(300L << 20)))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"tasks\": \"Tensor\"} | tasks: there is no such field",
        "{\"task\": \"Sing\"} | task: \"Sing\" is no task",
        "{\"task\": \"Generation\"} | task: models of task Generation aren't served beside others",
        "{\"maxBatch\": 0} | maxBatch: found 0",
        "{\"memory\": \"300\"} | memory: \"300\" is no amount of memory",
        "{\"memory\": \"0Mi\"} | memory: \"0Mi\" is no amount of memory",
        "[] | found an array",
      })
  void what_is_wrong_is_named(String json, String message) throws IOException {
    assertThat(((Outcome.Refused<ModelSettings>) read(json)).refusal().message()).contains(message);
  }
}
