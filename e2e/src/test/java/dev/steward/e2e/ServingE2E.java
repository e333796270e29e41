package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.e2e.world.ChangesTheNode;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.MiniLm;
import dev.steward.e2e.world.Services;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first example, as a newcomer applies it, and what its endpoints answer. */
@ExtendWith(SharedWorld.class)
@ChangesTheNode
@TestInstance(Lifecycle.PER_CLASS)
@Order(2)
class ServingE2E {

  private static final Offset<Double> CLOSE = within(1e-5);

  private final Tenant tenant;
  private final World world;
  private final MiniLm reference;
  private String url = "";

  ServingE2E(World world) throws IOException, OrtException {
    this.world = world;
    tenant = world.tenant();
    reference = MiniLm.load(world.cluster().models().resolve("minilm"));
  }

  @BeforeAll
  void apply_the_example() {
    tenant.applyFile(world.cluster().checkout().resolve("examples/embedding.yaml"));
    var _ = tenant.awaitReady("minilm");
    url = tenant.url("minilm");
  }

  @AfterAll
  void remove_it() throws OrtException {
    reference.close();
    tenant.remove("minilm");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A gateway knows where its pods are.",
        "Größe und Maß — naïve café",
        "東京は日本の首都です",
        "Москва — столица России",
        "مرحبا بالعالم",
        "x"
      })
  void a_text_has_the_vector_that_the_bare_engine_gives_it(String text) throws OrtException {
    var answer = Http.post(url + "/v1/embeddings", Services.embeddingOf(text));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.body().path("object").asText()).isEqualTo("list");
    assertThat(answer.body().at("/usage/prompt_tokens").asInt())
        .isEqualTo(reference.tokens(text).length);
    assertClose(answer.body().at("/data/0/embedding"), reference.embedding(text));
  }

  @Test
  void several_texts_are_answered_in_their_order() throws OrtException {
    var answer =
        Http.post(
            url + "/v1/embeddings",
            "{\"model\": \"minilm\", \"input\": [\"one\", \"something longer than the first\"]}");
    assertClose(answer.body().at("/data/0/embedding"), reference.embedding("one"));
    assertClose(
        answer.body().at("/data/1/embedding"),
        reference.embedding("something longer than the first"));
  }

  @Test
  void tensors_in_give_the_tensors_of_the_bare_engine() throws OrtException {
    var text = "Tensors in, tensors out.";
    var answer = Http.post(url + "/v2/models/minilm/infer", inferRequest(reference.tokens(text)));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    var output = answer.body().at("/outputs/0");
    var expected = reference.tokenVectors(text);
    assertThat(output.path("datatype").asText()).isEqualTo("FP32");
    assertThat(output.at("/shape").toString())
        .isEqualTo("[1,%d,%d]".formatted(expected.length, expected[0].length));
    assertClose(output.path("data"), flat(expected));
  }

  @Test
  void the_example_of_tensors_answers_the_same_from_two_pods() throws OrtException {
    tenant.applyFile(world.cluster().checkout().resolve("examples/tensor.yaml"));
    assertThat(tenant.awaitReady("minilm-tensors").json().at("/status/ready").asText())
        .isEqualTo("2/2");
    var text = "Two pods, one answer.";
    var expected = flat(reference.tokenVectors(text));
    for (var i = 0; i < 4; i++) {
      var answer =
          Http.post(
              tenant.url("minilm-tensors") + "/v2/models/minilm/infer",
              inferRequest(reference.tokens(text)));
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertClose(answer.body().at("/outputs/0/data"), expected);
    }
    tenant.remove("minilm-tensors");
  }

  @Test
  void the_shared_address_leads_to_the_service_by_its_path() throws OrtException {
    var front = new Tenant(world.cluster(), world.release().namespace()).url("steward");
    var answer =
        Http.post(front + "/e2e/minilm/v1/embeddings", Services.embeddingOf("by another way"));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertClose(answer.body().at("/data/0/embedding"), reference.embedding("by another way"));
  }

  @Test
  void kubectl_shows_the_service_at_a_glance() {
    var table = tenant.kubectl("get", "msvc", "minilm");
    assertThat(table.lines().findFirst().orElseThrow().split(" +"))
        .startsWith("NAME", "READY", "REPLICAS", "MODEL");
    assertThat(table.lines().skip(1).findFirst().orElseThrow().split(" +"))
        .startsWith("minilm", "True", "1/1", "pvc://models/minilm");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/v1/embeddings          | {                                          | 400",
        "/v1/embeddings          | {\"model\": \"minilm\"}                    | 400",
        "/v1/embeddings          | {\"model\": \"minilm\", \"input\": 7}      | 400",
        "/v1/embeddings          | {\"model\": \"other\", \"input\": \"x\"}   | 404",
        "/v2/models/other/infer  | {\"inputs\": []}                           | 404",
        "/v2/models/minilm/infer | {\"inputs\": []}                           | 400",
        "/v2/models/minilm/infer | []                                         | 400",
        "/nothing/here           | {}                                         | 404"
      })
  void a_wrong_request_is_told_what_is_wrong(String path, String body, int status) {
    var answer = Http.post(url + path, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.error()).isNotBlank().doesNotContain("Exception", "\tat ");
  }

  @Test
  void a_tensor_whose_data_do_not_fit_its_shape_is_refused_by_name() {
    var answer =
        Http.post(
            url + "/v2/models/minilm/infer",
            """
            {"inputs": [{"name": "input_ids", "shape": [1, 3], "datatype": "INT64", "data": [1, 2]}]}\
            """);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.error()).contains("inputs[0].data", "needs 3");
  }

  private static String inferRequest(long[] tokens) {
    var ones = new long[tokens.length];
    Arrays.fill(ones, 1);
    return "{\"inputs\": ["
        + String.join(
            ",",
            List.of(
                tensor("input_ids", tokens),
                tensor("attention_mask", ones),
                tensor("token_type_ids", new long[tokens.length])))
        + "]}";
  }

  private static String tensor(String name, long[] data) {
    return """
    {"name": "%s", "shape": [1, %d], "datatype": "INT64", "data": [%s]}\
    """
        .formatted(
            name,
            data.length,
            Arrays.stream(data).mapToObj(Long::toString).collect(Collectors.joining(",")));
  }

  private static float[] flat(float[][] rows) {
    var width = rows[0].length;
    var flat = new float[rows.length * width];
    for (var i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * width, width);
    }
    return flat;
  }

  private static void assertClose(JsonNode actual, float[] expected) {
    assertThat(actual.size()).isEqualTo(expected.length);
    for (var i = 0; i < expected.length; i++) {
      assertThat(actual.get(i).asDouble()).as("value %d", i).isCloseTo(expected[i], CLOSE);
    }
  }
}
