package dev.steward.tasks.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.task.ItemKind;
import dev.steward.core.task.ItemValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemCallTest {

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0};

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String sent(ItemCall.Prepared prepared) {
    return prepared instanceof ItemCall.Prepared.Ready ready
        ? ready.path()
            + " "
            + ready.contentType()
            + " "
            + new String(ready.body(), StandardCharsets.ISO_8859_1)
        : prepared.toString();
  }

  @Test
  void an_image_is_sent_as_it_is_and_its_text_comes_back() throws IOException {
    var call = ItemCall.of(ItemKind.IMAGE_TEXT, "ocr");

    assertThat(sent(call.ofFile(PNG))).startsWith("/v1/ocr image/png \u0089PNG");
    assertThat(call.ofFile(bytes("hello")))
        .isEqualTo(
            new ItemCall.Prepared.Unfit("it is no image; give a PNG, JPEG, BMP, GIF or WebP file"));
    assertThat(call.ofFile(new byte[0])).isInstanceOf(ItemCall.Prepared.Unfit.class);
    assertThat(call.ofJson("{}")).isInstanceOf(ItemCall.Prepared.Unfit.class);
    var output = call.output(bytes("{\"model\":\"ocr\",\"text\":\"Hi\",\"lines\":[]}"));
    assertThat(output).hasToString("{\"text\":\"Hi\",\"lines\":[]}");
    assertThat(call.value(output)).isEqualTo(new ItemValue.Text("Hi"));
    assertThatThrownBy(() -> call.output(bytes("[]"))).isInstanceOf(IOException.class);
  }

  @Test
  void a_text_becomes_a_vector() throws IOException {
    var call = ItemCall.of(ItemKind.EMBEDDING, "minilm");

    assertThat(sent(call.ofFile(bytes("The cat"))))
        .isEqualTo("/v1/embeddings application/json {\"input\":\"The cat\",\"model\":\"minilm\"}");
    assertThat(sent(call.ofJson("{\"input\": [\"a\", \"b\"], \"dimensions\": 2}")))
        .contains("{\"input\":[\"a\",\"b\"],\"dimensions\":2,\"model\":\"minilm\"}");
    assertThat(call.ofJson("17")).isInstanceOf(ItemCall.Prepared.Unfit.class);
    var one = call.output(bytes("{\"data\":[{\"index\":0,\"embedding\":[1,0.5]}]}"));
    assertThat(call.value(one)).isEqualTo(new ItemValue.Numbers(List.of(1.0, 0.5)));
    var two = call.output(bytes("{\"data\":[{\"embedding\":[1]},{\"embedding\":[2]}]}"));
    assertThat(two).hasToString("{\"embeddings\":[[1],[2]]}");
    assertThat(call.value(two)).isEqualTo(new ItemValue.Several("has 2 embeddings"));
  }

  @Test
  void a_text_is_told_its_class() throws IOException {
    var call = ItemCall.of(ItemKind.CLASSIFICATION, "sentiment");

    assertThat(sent(call.ofFile(bytes("A fine film"))))
        .isEqualTo(
            "/v1/classify application/json {\"input\":\"A fine film\",\"model\":\"sentiment\"}");
    assertThat(sent(call.ofJson("{\"input\": \"a\", \"candidate_labels\": [\"x\", \"y\"]}")))
        .contains("{\"input\":\"a\",\"candidate_labels\":[\"x\",\"y\"],\"model\":\"sentiment\"}");
    assertThat(call.ofJson("{\"text\": \"a\"}")).isInstanceOf(ItemCall.Prepared.Unfit.class);
    var one =
        call.output(
            bytes(
                "{\"data\":[{\"index\":0,\"label\":\"good\",\"probs\":[0.25,0.75],\"num_classes\":2}]}"));
    assertThat(one).hasToString("{\"label\":\"good\",\"probs\":[0.25,0.75],\"num_classes\":2}");
    assertThat(call.value(one)).isEqualTo(new ItemValue.Classed("good", List.of(0.25, 0.75)));
    var two =
        call.output(
            bytes("{\"data\":[{\"index\":0,\"label\":\"a\"},{\"index\":1,\"label\":\"b\"}]}"));
    assertThat(two).hasToString("{\"classes\":[{\"label\":\"a\"},{\"label\":\"b\"}]}");
    assertThat(call.value(two)).isEqualTo(new ItemValue.Several("has the classes of 2 texts"));
    for (var wrong : List.of("{}", "{\"data\":[]}", "{\"data\":[{}]}", "{\"data\":[1]}")) {
      assertThatThrownBy(() -> call.output(bytes(wrong))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_text_is_told_its_parts() throws IOException {
    var call = ItemCall.of(ItemKind.TOKEN_CLASSIFICATION, "addresses");

    assertThat(sent(call.ofJson("\"1 Elm St\"")))
        .isEqualTo(
            "/v1/entities application/json {\"input\":\"1 Elm St\",\"model\":\"addresses\"}");
    var one =
        call.output(
            bytes(
                "{\"data\":[{\"index\":0,\"entities\":[{\"word\":\"1\"}],\"truncated\":false}]}"));
    assertThat(one).hasToString("{\"entities\":[{\"word\":\"1\"}],\"truncated\":false}");
    assertThat(call.value(one)).isInstanceOf(ItemValue.Several.class);
    assertThat(call.output(bytes("{\"data\":[{\"entities\":[]},{\"entities\":[]}]}")))
        .hasToString("{\"texts\":[{\"entities\":[]},{\"entities\":[]}]}");
    assertThatThrownBy(() -> call.output(bytes("{\"data\":[{\"label\":\"x\"}]}")))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"inputs\":[],\"parameters\":{\"binary_data_output\":true}}",
        "{\"inputs\":[],\"outputs\":[{\"name\":\"a\"},{\"name\":\"b\",\"parameters\":{\"binary_data\":true}}]}"
      })
  void a_tensor_request_asks_for_json(String request) {
    var call = ItemCall.of(ItemKind.TENSOR, "m");
    assertThat(call.ofJson(request))
        .isEqualTo(
            new ItemCall.Prepared.Unfit(
                "it asks for binary outputs; results are JSON, ask for that"));
    assertThat(call.ofJson(request.replace("true", "false")))
        .isInstanceOf(ItemCall.Prepared.Ready.class);
  }

  @Test
  void a_tensor_request_is_sent_as_it_stands_and_its_data_may_be_nested() throws IOException {
    var call = ItemCall.of(ItemKind.TENSOR, "a b");
    var request = "{\"inputs\":[{\"name\":\"x\"}]}";

    assertThat(sent(call.ofJson(request)))
        .isEqualTo("/v2/models/a%20b/infer application/json " + request);
    assertThat(call.ofJson("{\"input\":1}"))
        .isInstanceOfSatisfying(
            ItemCall.Prepared.Unfit.class,
            unfit -> assertThat(unfit.reason()).startsWith("it has no inputs; write {\"inputs\""));
    var output = call.output(bytes("{\"outputs\":[{\"name\":\"y\",\"data\":[[1,2],[3,4]]}]}"));
    assertThat(call.value(output)).isEqualTo(new ItemValue.Numbers(List.of(1.0, 2.0, 3.0, 4.0)));
    assertThat(call.value(call.output(bytes("{\"outputs\":[{\"data\":[\"x\"]}]}"))))
        .isInstanceOf(ItemValue.Several.class);
  }
}
