package dev.steward.runtime.beside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.error.LoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelFilesTest {

  @TempDir private Path folder;

  private Labels labels(String json) throws IOException, LoadException {
    Files.writeString(folder.resolve("config.json"), json);
    return LabelFiles.in(folder);
  }

  @Test
  void labels_stand_by_their_number_in_whatever_order() throws Exception {
    var labels =
        labels(
            """
            {"architectures": ["X"], "id2label": {"10": "k", "1": "b", "0": "a", "2": "c", "3": "d",
             "4": "e", "5": "f", "6": "g", "7": "h", "8": "i", "9": "j"}}
            """);
    assertThat(labels.names())
        .containsExactly("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k");
  }

  @Test
  void labels_with_a_gap_are_none() throws Exception {
    assertThat(labels("{\"id2label\": {\"0\": \"a\", \"2\": \"c\"}}")).isEqualTo(Labels.NONE);
  }

  @Test
  void lines_of_a_file_name_classes_where_the_configuration_doesnt() throws Exception {
    Files.writeString(folder.resolve("labels.txt"), "cat\ndog\r\n");
    assertThat(labels("{\"problem_type\": null}").names()).containsExactly("cat", "dog");
  }

  @Test
  void a_folder_without_files_names_nothing() throws Exception {
    assertThat(LabelFiles.in(folder)).isEqualTo(Labels.NONE);
  }

  @Test
  void a_file_that_cant_be_read_is_told_by_its_name_and_matters_only_to_who_needs_it() {
    assertThatThrownBy(() -> labels("{\"id2label\": {\"one\": \"a\"}}"))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("config.json beside the model can't be read")
        .hasMessageContaining("\"one\" is no number of a class");
    assertThat(LabelFiles.orNone(folder)).isEqualTo(Labels.NONE);
  }

  @Test
  void labels_of_another_number_of_classes_are_none_of_an_output() throws Exception {
    var labels = labels("{\"id2label\": {\"0\": \"a\", \"1\": \"b\"}}");
    assertThat(labels.of(2)).isPresent();
    assertThat(labels.of(3)).isEmpty();
  }
}
