package dev.steward.runtime;

import static dev.steward.runtime.testing.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.measure.Bytes;
import dev.steward.core.model.ModelTask;
import dev.steward.core.runtime.RepositoryConfig;
import dev.steward.runtime.testing.GraphFile;
import dev.steward.runtime.testing.TestServer;
import dev.steward.runtime.testing.WordModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the files beside a model say of its classes, with a model whose numbers are known. */
class KindsOfClassesIT {

  private static final WordModel TWO =
      new WordModel(
          Map.of(
              "good", new float[] {0, 2}, "bad", new float[] {2, 0}, "film", new float[] {0, 0}));
  private static final WordModel ONE =
      new WordModel(Map.of("good", new float[] {1.5f}, "bad", new float[] {-4}));

  @TempDir private Path folder;

  private static JsonNode classified(TestServer server, String input) throws IOException {
    return json(server.post("/v1/classify", "{\"model\":\"m\",\"input\":" + input + "}"))
        .path("data");
  }

  private static void scores(JsonNode classified, double... expected) {
    assertThat(classified.path("num_classes").intValue()).isEqualTo(expected.length);
    assertThat(classified.path("probs")).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(classified.path("probs").get(i).doubleValue())
          .isCloseTo(expected[i], within(1e-6));
    }
  }

  private static double sigmoid(double number) {
    return 1 / (1 + Math.exp(-number));
  }

  @Test
  void one_class_among_others_has_a_softmax_and_names_that_nobody_gave_are_numbers()
      throws IOException {
    try (var server = TestServer.of(TWO.ofTexts(folder, "{}"), ModelTask.CLASSIFICATION)) {
      var data = classified(server, "[\"good film\",\"bad\"]");
      scores(data.get(0), 1 - sigmoid(2), sigmoid(2));
      assertThat(data.get(0).path("label").textValue()).isEqualTo("LABEL_1");
      assertThat(data.get(1).path("label").textValue()).isEqualTo("LABEL_0");
      assertThat(data.get(1).path("index").intValue()).isEqualTo(1);
    }
  }

  @Test
  void classes_that_do_not_exclude_each_other_have_sigmoids() throws IOException {
    var config =
        "{\"problem_type\": \"multi_label_classification\", \"id2label\": {\"0\": \"rude\", \"1\": \"kind\"}}";
    try (var server = TestServer.of(TWO.ofTexts(folder, config), ModelTask.CLASSIFICATION)) {
      var data = classified(server, "\"good good bad\"");
      scores(data.get(0), sigmoid(2), sigmoid(4));
      assertThat(data.get(0).path("label").textValue()).isEqualTo("kind");
    }
  }

  @ParameterizedTest
  @CsvSource({"regression, -2.5", "single_label_classification, 0.0758582", "null, 0.0758582"})
  void a_single_number_is_a_quantity_where_the_model_says_so_and_else_a_probability(
      String problem, double score) throws IOException {
    var config =
        "{\"problem_type\": %s}".formatted(problem.equals("null") ? "null" : "\"" + problem + "\"");
    try (var server = TestServer.of(ONE.ofTexts(folder, config), ModelTask.CLASSIFICATION)) {
      scores(classified(server, "\"good bad\"").get(0), score);
    }
  }

  @Test
  void texts_are_cut_where_the_model_ends_as_those_of_embeddings_are() throws IOException {
    var model = TWO.ofTexts(folder, "{\"max_position_embeddings\": 6}");
    try (var server = TestServer.of(model, ModelTask.CLASSIFICATION)) {
      // The special tokens are two of the six.
      scores(
          classified(server, "\"good good good film bad bad bad bad bad\"").get(0),
          1 - sigmoid(6),
          sigmoid(6));
      var usage =
          json(server.post(
                  "/v1/classify", "{\"model\":\"m\",\"input\":\"good good good film bad\"}"))
              .path("usage");
      assertThat(usage.path("prompt_tokens").intValue()).isEqualTo(6);
    }
  }

  @Test
  void what_was_classified_is_counted_as_what_else_is_computed() throws IOException {
    try (var server = TestServer.of(TWO.ofTexts(folder, "{}"), ModelTask.CLASSIFICATION)) {
      classified(server, "[\"good\",\"bad\"]");
      assertThat(
              json(server.get("/v2/models/m/stats"))
                  .path("model_stats")
                  .get(0)
                  .path("inference_count")
                  .intValue())
          .isEqualTo(2);
      assertThat(server.admin("/metrics").body())
          .contains("endpoint=\"classify\"")
          .contains("steward_runtime_tokens_total 6.0");
    }
  }

  @Test
  void tensors_have_the_likeliest_class_and_the_scores_of_all() throws IOException {
    var config = "{\"id2label\": {\"0\": \"no\", \"1\": \"yes\"}}";
    try (var server = TestServer.of(TWO.ofTexts(folder, config), ModelTask.CLASSIFICATION)) {
      var outputs =
          json(server.post(
                  "/v2/models/m/infer",
                  "{\"inputs\":[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[2],\"data\":[\"good\",\"bad\"]}]}"))
              .path("outputs");
      assertThat(outputs.get(0).path("data").toString()).isEqualTo("[\"yes\",\"no\"]");
      assertThat(outputs.get(1).path("data").get(0).doubleValue())
          .isCloseTo(sigmoid(2), within(1e-6));
      assertThat(outputs.get(2).path("shape").toString()).isEqualTo("[2,2]");
      assertThat(outputs.get(2).path("data").get(2).doubleValue())
          .isCloseTo(sigmoid(2), within(1e-6));
      var metadata = json(server.get("/v2/models/m"));
      assertThat(metadata.path("outputs").get(2).path("shape").toString()).isEqualTo("[-1,2]");
    }
  }

  @Test
  void classes_that_a_request_brings_itself_are_told_by_a_model_of_entailment() throws IOException {
    var model =
        new WordModel(
            Map.of(
                "sun", new float[] {0, 0, 3},
                "weather", new float[] {0, 0, 1},
                "sport", new float[] {2, 0, 0},
                "about", new float[] {0, 5, 0}));
    var config =
        "{\"id2label\": {\"0\": \"contradiction\", \"1\": \"neutral\", \"2\": \"entailment\"}}";
    try (var server = TestServer.of(model.ofTexts(folder, config), ModelTask.CLASSIFICATION)) {
      var request =
          "{\"model\":\"m\",\"input\":[\"sun\",\"sport\"],\"candidate_labels\":[\"sport\",\"weather\"],\"hypothesis_template\":\"about {}\",\"top_k\":2";
      var one = json(server.post("/v1/classify", request + "}"));
      // Entailment: 3 with sport, 4 with weather.
      scores(one.path("data").get(0), 1 - sigmoid(1), sigmoid(1));
      assertThat(one.path("data").get(0).path("label").textValue()).isEqualTo("weather");
      assertThat(one.path("data").get(0).path("top").get(1).path("label").textValue())
          .isEqualTo("sport");
      assertThat(one.path("usage").path("prompt_tokens").intValue()).isEqualTo(4 * 6);
      var any = json(server.post("/v1/classify", request + ",\"multi_label\":true}"));
      // Entailment against contradiction: 3 to 2 and 4 to 0; 0 to 4 and 1 to 2.
      scores(any.path("data").get(0), sigmoid(1), sigmoid(4));
      scores(any.path("data").get(1), sigmoid(-4), sigmoid(-1));
    }
  }

  @Test
  void a_model_that_tells_nothing_of_entailment_has_its_own_classes_alone() {
    try (var server = TestServer.of(TWO.ofTexts(folder, "{}"), ModelTask.CLASSIFICATION)) {
      var answer =
          server.post(
              "/v1/classify", "{\"model\":\"m\",\"input\":\"good\",\"candidate_labels\":[\"a\"]}");
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body())
          .contains("candidate_labels: none of the model's classes is called entailment");
    }
  }

  @Test
  void models_of_a_repository_classify_too() throws IOException {
    TWO.ofTexts(folder.resolve("mood").resolve("1"), "{}");
    Files.writeString(
        folder.resolve("mood").resolve("steward.json"), "{\"task\": \"Classification\"}");
    var bounds = new RepositoryConfig(new Bytes(64L << 20), RepositoryConfig.Control.NOBODY);
    try (var server = TestServer.repository(folder, bounds, settings -> settings)) {
      var answer = server.post("/v1/classify", "{\"model\":\"mood\",\"input\":\"good\"}");
      assertThat(json(answer).path("model").textValue()).isEqualTo("mood");
    }
  }

  @Test
  void a_model_of_another_task_is_named() {
    try (var server = TestServer.of(TWO.ofTexts(folder, "{}"), ModelTask.TENSOR)) {
      var answer = server.post("/v1/classify", "{\"model\":\"m\",\"input\":\"good\"}");
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).contains("isn't served for task Classification");
    }
  }

  private static void refused(Path model, String message) throws InterruptedException {
    try (var server = TestServer.starting(model, ModelTask.CLASSIFICATION, settings -> settings)) {
      var words = server.lastWords();
      assertThat(words.code()).isEqualTo(ErrorCode.MODEL_UNSUITABLE);
      assertThat(words.message()).contains(message);
    }
  }

  @Test
  void a_model_that_cannot_tell_classes_says_why() throws Exception {
    refused(
        TWO.ofTexts(
            folder.resolve("three"), "{\"id2label\": {\"0\": \"a\", \"1\": \"b\", \"2\": \"c\"}}"),
        "the files beside it name 3 classes, its output logits has 2");
    refused(
        TWO.ofTokens(folder.resolve("tokens"), "{}"),
        "no output has a number of FP32 for each class of a text");
    Files.createDirectories(folder.resolve("floats"));
    GraphFile.adding(1, 2).write(folder.resolve("floats").resolve("model.onnx"));
    refused(folder.resolve("floats"), "it has no input input_ids");
    var silent = TWO.ofTexts(folder.resolve("silent"), "{}");
    Files.delete(silent.resolve("tokenizer.json"));
    refused(silent, "task Classification needs tokenizer.json beside the model");
    Files.createDirectories(folder.resolve("open"));
    new GraphFile()
        .ids("input_ids")
        .output("logits", List.of("n", "classes"))
        .node("CastLike", List.of("input_ids", "one"), List.of("logits"))
        .weight("one", 1, 1)
        .write(folder.resolve("open").resolve("model.onnx"));
    refused(folder.resolve("open"), "says how many classes there are");
  }
}
