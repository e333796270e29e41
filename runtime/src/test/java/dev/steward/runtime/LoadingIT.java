package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LastWords;
import dev.steward.core.model.ModelTask;
import dev.steward.runtime.testing.MiniLm;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.runtime.testing.OnnxFile.Value;
import dev.steward.runtime.testing.PpOcr;
import dev.steward.runtime.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model that can't be served leaves behind. */
class LoadingIT {

  @TempDir private Path folder;

  private static LastWords lastWords(Path model, ModelTask task) throws InterruptedException {
    try (var server = TestServer.starting(model, task, settings -> settings)) {
      var words = server.lastWords();
      assertThat(server.admin("/livez").statusCode()).isEqualTo(200);
      assertThat(server.admin("/readyz").statusCode()).isEqualTo(503);
      var refused = server.get("/v2/health/ready");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(server.server().failure()).isCompletedWithValue(words);
      return words;
    }
  }

  @Test
  void a_path_that_leads_nowhere() throws Exception {
    var words = lastWords(folder.resolve("none"), ModelTask.TENSOR);
    assertThat(words.code()).isEqualTo(ErrorCode.MODEL_MISSING);
    assertThat(words.message())
        .startsWith("spec.model.uri: file://")
        .contains("leads to no file or folder");
  }

  @Test
  void a_folder_without_a_model() throws Exception {
    var words = lastWords(folder, ModelTask.TENSOR);
    assertThat(words.code()).isEqualTo(ErrorCode.MODEL_MISSING);
    assertThat(words.message())
        .isEqualTo(
            "spec.model.uri: the folder has no .onnx files; name the file in the address, or call"
                + " it model.onnx");
  }

  @Test
  void a_folder_with_two_models() throws Exception {
    OnnxFile.identity(folder.resolve("a.onnx"), 2);
    OnnxFile.identity(folder.resolve("b.onnx"), 2);
    assertThat(lastWords(folder, ModelTask.TENSOR).message()).contains("several .onnx files");
  }

  @Test
  void a_file_that_is_no_model() throws Exception {
    var file = Files.writeString(folder.resolve("model.onnx"), "<html>Not Found</html>");
    var words = lastWords(file, ModelTask.TENSOR);
    assertThat(words.code()).isEqualTo(ErrorCode.MODEL_CORRUPT);
    assertThat(words.message())
        .startsWith("spec.model.uri: model.onnx can't be read as an ONNX model: ")
        .endsWith("check that it is whole and an .onnx file")
        .doesNotContain(folder.toString());
  }

  @Test
  void a_file_cut_off() throws Exception {
    var whole = Files.readAllBytes(MiniLm.graph());
    var file = folder.resolve("model.onnx");
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThat(lastWords(file, ModelTask.TENSOR).code()).isEqualTo(ErrorCode.MODEL_CORRUPT);
  }

  @Test
  void an_operator_that_does_not_exist() throws Exception {
    var values = List.of(new Value("x", OnnxFile.FLOAT, List.of(-1)));
    var file =
        OnnxFile.write(
            folder.resolve("model.onnx"),
            "NoSuchOperator",
            values,
            List.of(new Value("y", OnnxFile.FLOAT, List.of(-1))));
    var words = lastWords(file, ModelTask.TENSOR);
    assertThat(words.code()).isIn(ErrorCode.MODEL_CORRUPT, ErrorCode.MODEL_UNSUITABLE);
    assertThat(words.message()).contains("NoSuchOperator");
  }

  @Test
  void an_input_that_cannot_be_sent() throws Exception {
    var file =
        OnnxFile.write(
            folder.resolve("model.onnx"),
            "Identity",
            List.of(new Value("x", OnnxFile.UINT16, List.of(-1))),
            List.of(new Value("y", OnnxFile.UINT16, List.of(-1))));
    var words = lastWords(file, ModelTask.TENSOR);
    assertThat(words.code()).isEqualTo(ErrorCode.MODEL_UNSUITABLE);
    assertThat(words.message()).contains("its input \"x\" is of type", "UINT16");
  }

  @Test
  void a_model_that_does_not_suit_its_task() throws Exception {
    var words = lastWords(OnnxFile.identity(folder.resolve("m.onnx"), 16), ModelTask.EMBEDDING);
    assertThat(words.code()).isEqualTo(ErrorCode.MODEL_UNSUITABLE);
    assertThat(words.message())
        .isEqualTo(
            "spec.model.task: the model can't do Embedding: it has no input input_ids; it takes x"
                + " FP32[-1,16] and gives y FP32[-1,16]; use task: Tensor, or a model that takes"
                + " input_ids and attention_mask INT64[-1,-1]");
  }

  @Test
  void an_embedding_model_without_its_tokenizer() throws Exception {
    Files.createSymbolicLink(folder.resolve("model.onnx"), MiniLm.graph());
    var words = lastWords(folder, ModelTask.EMBEDDING);
    assertThat(words.code()).isEqualTo(ErrorCode.MODEL_UNSUITABLE);
    assertThat(words.message()).contains("needs tokenizer.json beside the model");
  }

  @Test
  void a_tokenizer_that_is_none() throws Exception {
    Files.createSymbolicLink(folder.resolve("model.onnx"), MiniLm.graph());
    Files.writeString(folder.resolve("tokenizer.json"), "{\"a\":1}");
    var words = lastWords(folder, ModelTask.EMBEDDING);
    assertThat(words.code()).isEqualTo(ErrorCode.MODEL_CORRUPT);
    assertThat(words.message()).contains("tokenizer.json can't be read");
  }

  @Test
  void of_a_broken_model_with_a_broken_tokenizer_the_model_is_told() throws Exception {
    Files.writeString(folder.resolve("model.onnx"), "<html>Not Found</html>");
    Files.writeString(folder.resolve("tokenizer.json"), "{\"a\":1}");
    assertThat(lastWords(folder, ModelTask.EMBEDDING).message())
        .startsWith("spec.model.uri: model.onnx can't be read as an ONNX model: ");
  }

  @Test
  void of_a_model_for_another_task_with_a_broken_tokenizer_the_model_is_told() throws Exception {
    OnnxFile.identity(folder.resolve("model.onnx"), 16);
    Files.writeString(folder.resolve("tokenizer.json"), "{\"a\":1}");
    assertThat(lastWords(folder, ModelTask.EMBEDDING).message())
        .startsWith("spec.model.task: the model can't do Embedding: it has no input input_ids");
  }

  @Test
  void a_tokenizer_cut_off_behind_its_settings() throws Exception {
    Files.createSymbolicLink(folder.resolve("model.onnx"), MiniLm.graph());
    var whole = Files.readAllBytes(MiniLm.tokenizer());
    Files.write(folder.resolve("tokenizer.json"), java.util.Arrays.copyOf(whole, whole.length / 2));
    var words = lastWords(folder, ModelTask.EMBEDDING);
    assertThat(words.code()).isEqualTo(ErrorCode.MODEL_CORRUPT);
    assertThat(words.message()).contains("tokenizer.json can't be read");
  }

  @Test
  void settings_that_ask_for_what_is_not_here() throws IOException, InterruptedException {
    MiniLm.in(folder.resolve("m"));
    Files.createDirectories(folder.resolve("m/1_Pooling"));
    Files.writeString(
        folder.resolve("m/1_Pooling/config.json"), "{\"pooling_mode_max_tokens\": true}");
    var words = lastWords(folder.resolve("m"), ModelTask.EMBEDDING);
    assertThat(words.code()).isEqualTo(ErrorCode.MODEL_UNSUITABLE);
    assertThat(words.message()).contains("pooling_mode_max_tokens");
  }

  @Test
  void a_model_that_fails_on_its_first_input() throws Exception {
    // The output says INT64 where the operator gives what came in.
    var file =
        OnnxFile.write(
            folder.resolve("model.onnx"),
            "MatMul",
            List.of(
                new Value("a", OnnxFile.FLOAT, List.of(2, 3)),
                new Value("b", OnnxFile.FLOAT, List.of(2, 3))),
            List.of(new Value("y", OnnxFile.FLOAT, List.of(2, 2))));
    var words = lastWords(file, ModelTask.TENSOR);
    assertThat(words.code()).isIn(ErrorCode.MODEL_UNSUITABLE, ErrorCode.MODEL_CORRUPT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"detection.onnx", "recognition.onnx", "characters.txt"})
  void a_file_that_reading_images_needs_is_named_when_it_is_missing(String missing)
      throws Exception {
    var files =
        Stream.of("detection.onnx", "recognition.onnx", "characters.txt")
            .filter(file -> !file.equals(missing))
            .toArray(String[]::new);
    var words = lastWords(PpOcr.in(folder.resolve("ocr"), files), ModelTask.IMAGE_TEXT);
    assertThat(words.code()).isEqualTo(ErrorCode.MODEL_MISSING);
    assertThat(words.message())
        .isEqualTo(
            "spec.model.uri: the folder has no "
                + missing
                + "; task ImageText needs detection.onnx, recognition.onnx and characters.txt, and"
                + " takes direction.onnx");
  }

  @Test
  void characters_of_another_model_are_told() throws Exception {
    var ocr = PpOcr.in(folder.resolve("ocr"), "detection.onnx", "recognition.onnx");
    Files.writeString(ocr.resolve("characters.txt"), "a\nb\n");
    var words = lastWords(ocr, ModelTask.IMAGE_TEXT);
    assertThat(words.code()).isEqualTo(ErrorCode.MODEL_UNSUITABLE);
    assertThat(words.message())
        .contains("recognition.onnx can't do its part of ImageText")
        .contains("characters.txt lists 2");
  }

  @Test
  void a_model_in_the_place_of_another_is_told() throws Exception {
    var ocr = PpOcr.in(folder.resolve("ocr"), "detection.onnx", "characters.txt");
    Files.createSymbolicLink(
        ocr.resolve("recognition.onnx"), PpOcr.folder().resolve("direction.onnx"));
    assertThat(lastWords(ocr, ModelTask.IMAGE_TEXT).message())
        .contains("recognition.onnx can't do its part of ImageText");
  }

  @Test
  void a_file_is_no_folder_of_models() throws Exception {
    var words = lastWords(PpOcr.folder().resolve("detection.onnx"), ModelTask.IMAGE_TEXT);
    assertThat(words.code()).isEqualTo(ErrorCode.MODEL_MISSING);
  }
}
