package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.LocalRun;
import dev.steward.e2e.world.Program;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.World;
import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code steward run} of each example with a model of its own kind, asked as its guide asks. */
@ExtendWith(SharedWorld.class)
@Order(8)
class ExamplesE2E {

  private final Program steward;
  private final Path examples;
  @TempDir private Path folder;

  ExamplesE2E(World world) {
    steward = world.cluster().steward();
    examples = world.cluster().checkout().resolve("examples");
  }

  enum Example {
    VECTORS(
        "embedding.yaml",
        "/v1/embeddings",
        "{\"model\": \"minilm\", \"input\": \"The cat sits on the mat.\"}",
        "/data/0/embedding/0",
        "0.134"),
    VECTORS_IN_STAGES(
        "pipeline/stages.yaml",
        "/v1/embeddings",
        "{\"model\": \"minilm\", \"input\": \"The cat sits on the mat.\"}",
        "/data/0/embedding/0",
        "0.134"),
    TENSORS(
        "tensor.yaml",
        "/v2/models/minilm/infer",
        """
        {"inputs": [
          {"name": "input_ids", "shape": [1, 3], "datatype": "INT64", "data": [101, 7592, 102]},
          {"name": "attention_mask", "shape": [1, 3], "datatype": "INT64", "data": [1, 1, 1]},
          {"name": "token_type_ids", "shape": [1, 3], "datatype": "INT64", "data": [0, 0, 0]}]}
        """,
        "/outputs/0/shape",
        "[1,3,384]"),
    TEXT_BY_A_MODEL(
        "chat.yaml",
        "/v1/chat/completions",
        """
        {"model": "smollm", "temperature": 0,
         "messages": [{"role": "user", "content": "What is the capital of France?"}]}
        """,
        "/choices/0/message/content",
        "The capital of France is Paris."),
    CLASSES(
        "classification.yaml",
        "/v1/classify",
        "{\"model\": \"sentiment\", \"input\": \"The battery died after a week.\"}",
        "/data/0/label",
        "negative"),
    ENTITIES(
        "entities.yaml",
        "/v1/entities",
        """
        {"model": "addresses", "input": "1600 Pennsylvania Avenue NW, Washington, DC 20500"}
        """,
        "/data/0/entities/1/word",
        "Pennsylvania Avenue NW"),
    ONE_MODEL_OF_MANY(
        "many-models.yaml",
        "/v2/models/identity/infer",
        """
        {"inputs": [{"name": "x", "datatype": "FP32", "shape": [1, 16],
          "data": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]}]}
        """,
        "/outputs/0/data/15",
        "16.0");

    private final String file;
    private final String path;
    private final String question;
    private final String place;
    private final String answer;

    Example(String file, String path, String question, String place, String answer) {
      this.file = file;
      this.path = path;
      this.question = question;
      this.place = place;
      this.answer = answer;
    }
  }

  @ParameterizedTest
  @EnumSource
  void steward_run_of_an_example_answers(Example example) {
    try (var run = LocalRun.of(steward, examples.resolve(example.file), folder)) {
      var answer = Http.post(run.url() + example.path, example.question);
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(text(answer.body().at(example.place))).startsWith(example.answer);
    }
  }

  @Test
  void steward_run_of_the_example_for_images_answers() {
    try (var run = LocalRun.of(steward, examples.resolve("ocr.yaml"), folder)) {
      var answer = Http.post(run.url() + "/v1/ocr", "image/png", examples.resolve("receipt.png"));
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(answer.body().path("text").asText())
          .startsWith("Corner Bakery\nRye bread\n3.20")
          .endsWith("Total\n10.50");
    }
  }

  private static String text(JsonNode node) {
    return node.isValueNode() ? node.asText() : node.toString();
  }
}
