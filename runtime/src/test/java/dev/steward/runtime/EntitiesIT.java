package dev.steward.runtime;

import static dev.steward.runtime.testing.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.model.ModelTask;
import dev.steward.runtime.testing.TestServer;
import dev.steward.runtime.testing.WordModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entities of texts, with a model whose label of each word is known. */
class EntitiesIT {

  private static final WordModel MODEL =
      new WordModel(
          Map.of(
              "Ada", new float[] {0, 3, 0, 0},
              "Love", new float[] {0, 3, 0, 0},
              "##lace", new float[] {0, 0, 2, 0},
              "Zoë", new float[] {0, 3, 0, 0},
              "Paris", new float[] {0, 0, 0, 4},
              "in", new float[] {5, 0, 0, 0},
              "[UNK]", new float[] {5, 0, 0, 0}));
  private static final String CONFIG =
      "{\"id2label\": {\"0\": \"O\", \"1\": \"B-PER\", \"2\": \"I-PER\", \"3\": \"B-LOC\"}, \"max_position_embeddings\": 12}";

  private static TestServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = TestServer.of(MODEL.ofTokens(folder, CONFIG), ModelTask.TOKEN_CLASSIFICATION);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static double score(double number) {
    return Math.exp(number) / (Math.exp(number) + 3);
  }

  private static JsonNode read(String rest) throws IOException {
    return json(server.post("/v1/entities", "{\"model\":\"m\"," + rest + "}"));
  }

  private static String shown(JsonNode entities, String label) {
    var shown = new StringBuilder();
    for (var entity : entities) {
      shown
          .append(entity.path(label).textValue())
          .append('=')
          .append(entity.path("word").textValue())
          .append('@')
          .append(entity.path("start"))
          .append('-')
          .append(entity.path("end"))
          .append(' ');
    }
    return shown.toString().strip();
  }

  @Test
  void tokens_become_entities_with_their_places() throws IOException {
    var entities = read("\"input\":\"Lovelace in Paris\"").path("data").get(0).path("entities");
    assertThat(shown(entities, "entity_group")).isEqualTo("PER=Lovelace@0-8 LOC=Paris@12-17");
    assertThat(entities.get(0).path("score").doubleValue())
        .isCloseTo((score(3) + score(2)) / 2, within(1e-6));
    assertThat(entities.get(1).path("score").doubleValue()).isCloseTo(score(4), within(1e-6));
  }

  @Test
  void places_are_counted_in_characters_as_python_counts_them() throws IOException {
    var entities = read("\"input\":\"😀😀 Zoë, in Paris\"").path("data").get(0).path("entities");
    assertThat(shown(entities, "entity_group")).isEqualTo("PER=Zoë@3-6 LOC=Paris@11-16");
  }

  @Test
  void texts_of_different_length_have_each_their_own() throws IOException {
    var answer = read("\"input\":[\"Paris\",\"in in in Ada in\",\"in\"]");
    var data = answer.path("data");
    assertThat(shown(data.get(0).path("entities"), "entity_group")).isEqualTo("LOC=Paris@0-5");
    assertThat(shown(data.get(1).path("entities"), "entity_group")).isEqualTo("PER=Ada@9-12");
    assertThat(data.get(2).path("entities")).isEmpty();
    assertThat(data.get(2).path("index").intValue()).isEqualTo(2);
    assertThat(answer.path("usage").path("prompt_tokens").intValue()).isEqualTo(3 + 7 + 3);
  }

  @Test
  void tokens_are_told_one_by_one_where_that_is_asked_for() throws IOException {
    var entities =
        read("\"input\":\"Lovelace in\",\"aggregation_strategy\":\"none\"")
            .path("data")
            .get(0)
            .path("entities");
    assertThat(shown(entities, "entity")).isEqualTo("B-PER=Love@0-4 I-PER=lace@4-8");
  }

  @Test
  void a_text_that_was_cut_says_so() throws IOException {
    // Ten words besides the two special tokens are what the model reads.
    var ten = "in in in in in in in in in Ada";
    var data = read("\"input\":[\"" + ten + "\",\"" + ten + " Ada\"]").path("data");
    assertThat(data.get(0).path("truncated").booleanValue()).isFalse();
    assertThat(data.get(1).path("truncated").booleanValue()).isTrue();
    assertThat(data.get(1).path("entities")).hasSize(1);
  }

  @Test
  void it_is_asked_with_tensors_too() throws IOException {
    var answer =
        json(
            server.post(
                "/v2/models/m/infer",
                "{\"inputs\":[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[3],\"data\":[\"Ada Ada\",\"in\",\"Paris\"]}],"
                    + "\"outputs\":[{\"name\":\"text\"},{\"name\":\"entity\"},{\"name\":\"start\"}]}"));
    var data = new StringBuilder();
    answer
        .path("outputs")
        .forEach(
            output -> data.append(output.path("name").textValue()).append(output.path("data")));
    assertThat(data.toString())
        .contains("text[0,0,2]", "entity[\"PER\",\"PER\",\"LOC\"]", "start[0,4,0]");
  }

  @Test
  void a_wrong_request_is_refused_by_its_field() {
    assertThat(
            server
                .post(
                    "/v1/entities",
                    "{\"model\":\"m\",\"input\":\"a\",\"aggregation_strategy\":\"max\"}")
                .body())
        .contains("aggregation_strategy", "\\\"max\\\" isn't done here; use simple or none");
    assertThat(server.post("/v1/entities", "{\"model\":\"m\",\"input\":[]}").body())
        .contains("input: it is empty; send at least one text");
    assertThat(server.post("/v1/classify", "{\"model\":\"m\",\"input\":\"a\"}").body())
        .contains("isn't served for task Classification");
  }

  @Test
  void a_model_that_has_no_classes_of_tokens_says_why(@TempDir Path folder) throws Exception {
    var texts = MODEL.ofTexts(folder, CONFIG);
    try (var other =
        TestServer.starting(texts, ModelTask.TOKEN_CLASSIFICATION, settings -> settings)) {
      var words = other.lastWords();
      assertThat(words.code()).isEqualTo(ErrorCode.MODEL_UNSUITABLE);
      assertThat(words.message())
          .contains("TokenClassification", "a number of FP32 for each class of a token");
    }
  }
}
