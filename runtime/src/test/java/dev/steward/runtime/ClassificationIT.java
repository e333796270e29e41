package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.steward.core.model.ModelTask;
import dev.steward.runtime.testing.GraphFile;
import dev.steward.runtime.testing.MiniLm;
import dev.steward.runtime.testing.TestServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Classes of texts against a plain call of ONNX Runtime. The model is MiniLM with a matrix that
 * turns its first token into two classes: numbers that depend on all of a text, and mean nothing.
 */
class ClassificationIT {

  private static final int WIDTH = 384;
  private static final float EXACT = 1e-5f;
  private static final Pattern PROBS = Pattern.compile("\"probs\":\\[([^,]+),([^\\]]+)\\]");

  private static TestServer server;
  private static HuggingFaceTokenizer tokenizer;
  private static OrtSession session;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException, OrtException {
    var graph = folder.resolve("model.onnx");
    Files.copy(MiniLm.graph(), graph);
    // Messages of Protocol Buffers are put together by writing one after the other.
    Files.write(graph, head(), StandardOpenOption.APPEND);
    Files.copy(MiniLm.tokenizer(), folder.resolve("tokenizer.json"));
    Files.writeString(
        folder.resolve("config.json"), "{\"id2label\": {\"0\": \"left\", \"1\": \"right\"}}");
    server = TestServer.of(folder, ModelTask.CLASSIFICATION);
    tokenizer =
        HuggingFaceTokenizer.newInstance(
            MiniLm.tokenizer(), Map.of("padding", "false", "truncation", "false"));
    session = OrtEnvironment.getEnvironment().createSession(graph.toString());
  }

  @AfterAll
  static void stop() throws OrtException {
    server.close();
    tokenizer.close();
    session.close();
  }

  /** The first token's vector times a matrix. */
  private static byte[] head() {
    var matrix = ByteBuffer.allocate(WIDTH * 2 * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < WIDTH * 2; i++) {
      matrix.putFloat((float) Math.sin(i));
    }
    var graph =
        GraphFile.message(out -> {
          out.writeByteArray(
              1,
              GraphFile.message(node -> {
                node.writeString(1, "last_hidden_state");
                node.writeString(1, "head.first");
                node.writeString(2, "head.vector");
                node.writeString(4, "Gather");
                node.writeByteArray(
                    5,
                    GraphFile.message(attribute -> {
                      attribute.writeString(1, "axis");
                      attribute.writeInt64(3, 1);
                      attribute.writeInt32(20, 2);
                    }));
              }));
          out.writeByteArray(
              1,
              GraphFile.message(node -> {
                node.writeString(1, "head.vector");
                node.writeString(1, "head.matrix");
                node.writeString(2, "logits");
                node.writeString(4, "MatMul");
              }));
          out.writeByteArray(
              5,
              GraphFile.message(tensor -> {
                tensor.writeInt32(2, 7);
                tensor.writeString(8, "head.first");
                tensor.writeByteArray(9, new byte[8]);
              }));
          out.writeByteArray(
              5,
              GraphFile.message(tensor -> {
                tensor.writeInt64(1, WIDTH);
                tensor.writeInt64(1, 2);
                tensor.writeInt32(2, 1);
                tensor.writeString(8, "head.matrix");
                tensor.writeByteArray(9, matrix.array());
              }));
          out.writeByteArray(
              12,
              GraphFile.message(value -> {
                value.writeString(1, "logits");
                value.writeByteArray(
                    2,
                    GraphFile.message(type ->
                        type.writeByteArray(
                            1,
                            GraphFile.message(tensor -> {
                              tensor.writeInt32(1, 1);
                              tensor.writeByteArray(
                                  2,
                                  GraphFile.message(shape -> {
                                    shape.writeByteArray(
                                        1, GraphFile.message(open -> open.writeString(2, "n")));
                                    shape.writeByteArray(
                                        1, GraphFile.message(two -> two.writeInt64(1, 2)));
                                  }));
                            }))));
              }));
        });
    return GraphFile.message(out -> out.writeByteArray(7, graph));
  }

  private static double[] expected(Encoding encoding) throws OrtException {
    var environment = OrtEnvironment.getEnvironment();
    try (var ids = OnnxTensor.createTensor(environment, new long[][] {encoding.getIds()});
        var mask =
            OnnxTensor.createTensor(environment, new long[][] {encoding.getAttentionMask()});
        var types = OnnxTensor.createTensor(environment, new long[][] {encoding.getTypeIds()});
        var outputs =
            session.run(
                Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
      var logits = ((float[][]) outputs.get("logits").orElseThrow().getValue())[0];
      double right = 1 / (1 + Math.exp((double) logits[0] - logits[1]));
      return new double[] {1 - right, right};
    }
  }

  private static List<double[]> probs(String json) {
    var found = new ArrayList<double[]>();
    var matcher = PROBS.matcher(json);
    while (matcher.find()) {
      found.add(
          new double[] {
            Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2))
          });
    }
    return found;
  }

  private static void same(double[] probs, double[] expected) {
    assertThat(probs[0]).isCloseTo(expected[0], within((double) EXACT));
    assertThat(probs[1]).isCloseTo(expected[1], within((double) EXACT));
  }

  @Test
  void each_text_has_the_scores_that_the_model_gives_it_alone() throws Exception {
    var answer =
        server.post(
            "/v1/classify",
            "{\"model\":\"m\",\"input\":[\"One.\",\"A much longer text than the other one is.\"]}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var probs = probs(answer.body());
    same(probs.get(0), expected(tokenizer.encode("One.")));
    same(probs.get(1), expected(tokenizer.encode("A much longer text than the other one is.")));
    assertThat(answer.body()).contains("\"num_classes\":2").doesNotContain("\"top\"");
  }

  @Test
  void a_pair_is_read_as_one_and_the_likeliest_are_told_by_name() throws Exception {
    var answer =
        server.post(
            "/v1/classify",
            "{\"model\":\"m\",\"input\":\"It rains.\",\"text_pair\":\"The sun shines.\",\"top_k\":9}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var expected = expected(tokenizer.encode("It rains.", "The sun shines."));
    same(probs(answer.body()).getFirst(), expected);
    boolean right = expected[1] > expected[0];
    assertThat(answer.body())
        .contains("\"label\":\"" + (right ? "right" : "left") + "\",\"probs\"")
        .containsPattern(
            right
                ? "\"top\":\\[\\{\"label\":\"right\",.*\\{\"label\":\"left\""
                : "\"top\":\\[\\{\"label\":\"left\",.*\\{\"label\":\"right\"");
  }

  @Test
  void it_is_asked_with_tensors_too() {
    var answer =
        server.post(
            "/v2/models/m/infer",
            "{\"inputs\":[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[2],\"data\":[\"a\",\"b\"]}],"
                + "\"outputs\":[{\"name\":\"label\"},{\"name\":\"scores\",\"parameters\":{\"classification\":1}}]}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .containsPattern("\"label\",\"datatype\":\"BYTES\",\"shape\":\\[2\\]")
        .containsPattern("\"scores\",\"datatype\":\"BYTES\",\"shape\":\\[2,1\\]")
        .containsPattern("\"0\\.\\d+:[01]:(left|right)\"");
  }

  @Test
  void a_wrong_request_is_refused_by_its_field() {
    assertThat(
            server
                .post(
                    "/v1/classify", "{\"model\":\"m\",\"input\":[\"a\",\"b\"],\"text_pair\":\"c\"}")
                .body())
        .contains("text_pair: it has 1 texts, input has 2", "invalid_request_error");
    assertThat(server.post("/v1/classify", "{\"model\":\"m\",\"input\":[]}").body())
        .contains("input: it is empty; send at least one text");
    assertThat(
            server
                .post("/v1/classify", "{\"model\":\"m\",\"input\":\"a\",\"top_k\":0}")
                .statusCode())
        .isEqualTo(400);
  }
}
