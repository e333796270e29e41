package dev.steward.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationTest {

  @ParameterizedTest
  @CsvSource({
    "/v2/models/m/infer, infer",
    "/v2/models/m/versions/3/infer, infer",
    "/inference.GRPCInferenceService/ModelInfer, infer",
    "/v1/embeddings, embeddings",
    "/v1/classify, classify",
    "/v1/entities, entities",
    "/v1/ocr, ocr",
    "/v1/tasks, task",
    "/v1/tasks/t/results, task",
    "/v1/models, other",
    "/v1/classify/, other",
    "/v2/models/m, other"
  })
  void a_path_says_what_is_asked_for(String path, String label) {
    assertThat(Operation.of(path).label()).isEqualTo(label);
  }
}
