package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.steward.core.model.ModelTask;
import dev.steward.runtime.testing.MiniLm;
import dev.steward.runtime.testing.TestServer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors against a plain call of ONNX Runtime on the tokens of the model's own tokenizer. */
class EmbeddingsIT {

  private static final int WIDTH = 384;
  private static final float EXACT = 1e-5f;
  private static final Pattern BASE64 = Pattern.compile("\"embedding\":\"([^\"]+)\"");
  private static final Pattern TOKENS = Pattern.compile("\"prompt_tokens\":(\\d+)");

  private static TestServer server;
  private static HuggingFaceTokenizer tokenizer;
  private static OrtSession session;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException, OrtException {
    server = TestServer.of(MiniLm.in(folder.resolve("minilm")), ModelTask.EMBEDDING);
    tokenizer =
        HuggingFaceTokenizer.newInstance(
            MiniLm.tokenizer(), Map.of("padding", "false", "truncation", "false"));
    session = OrtEnvironment.getEnvironment().createSession(MiniLm.graph().toString());
  }

  @AfterAll
  static void stop() throws OrtException {
    server.close();
    tokenizer.close();
    session.close();
  }

  static List<String> texts() {
    return List.of(
        "The quick brown fox jumps over the lazy dog.",
        "Быстрая коричневая лиса",
        "Η γρήγορη καφέ αλεπού",
        "الثعلب البني السريع",
        "तेज भूरी लोमड़ी",
        "สุนัขจิ้งจอกสีน้ำตาล",
        "敏捷的棕色狐狸",
        "素早い茶色の狐がジャンプする",
        "빠른 갈색 여우",
        "🦊 jumps 👩‍👩‍👧‍👦 over 🐶",
        "naïve café, Ångström; ﬁ ½",
        "a\u0000b\t\n c",
        "x");
  }

  @ParameterizedTest
  @MethodSource("texts")
  void a_vector_is_that_of_a_plain_call_on_the_models_own_tokens(String text) throws OrtException {
    var answer = embeddings(List.of(text));
    long[] tokens = tokenizer.encode(text).getIds();
    assertThat(answer.tokens()).isEqualTo(tokens.length);
    assertThat(answer.vectors().getFirst()).containsExactly(plain(tokens), within(EXACT));
  }

  @Test
  void neighbours_in_a_request_change_nothing() throws OrtException {
    var many = new ArrayList<String>();
    for (int i = 0; i < 70; i++) {
      many.add(texts().get(i % texts().size()) + " word".repeat(i * 7 % 50));
    }
    var answer = embeddings(many);
    assertThat(answer.vectors()).hasSize(70);
    int total = 0;
    for (int i = 0; i < many.size(); i++) {
      long[] tokens = tokenizer.encode(many.get(i)).getIds();
      total += tokens.length;
      assertThat(answer.vectors().get(i)).containsExactly(plain(tokens), within(EXACT));
    }
    assertThat(answer.tokens()).isEqualTo(total);
  }

  @Test
  void tokens_are_taken_as_they_stand() throws OrtException {
    long[] tokens = tokenizer.encode("hello world").getIds();
    var json = LongStream.of(tokens).mapToObj(String::valueOf).collect(Collectors.joining(","));
    var one = post("{\"model\":\"m\",\"encoding_format\":\"base64\",\"input\":[" + json + "]}");
    assertThat(one.vectors().getFirst()).containsExactly(plain(tokens), within(EXACT));
    var two =
        post(
            "{\"model\":\"m\",\"encoding_format\":\"base64\",\"input\":[[101,102],["
                + json
                + "]]}");
    assertThat(two.vectors().get(1)).containsExactly(plain(tokens), within(EXACT));
  }

  @Test
  void numbers_and_base64_are_the_same_vector() throws OrtException {
    var answer = server.post("/v1/embeddings", "{\"model\":\"m\",\"input\":\"hello\"}").body();
    var numbers = answer.substring(answer.indexOf("\"embedding\":[") + 13, answer.indexOf(']'));
    var vector = new float[WIDTH];
    var parts = numbers.split(",");
    assertThat(parts).hasSize(WIDTH);
    for (int i = 0; i < WIDTH; i++) {
      vector[i] = Float.parseFloat(parts[i]);
    }
    assertThat(vector).isEqualTo(embeddings(List.of("hello")).vectors().getFirst());
  }

  @Test
  void a_long_text_is_cut_at_the_models_longest_input() throws OrtException {
    var longest = embeddings(List.of("word ".repeat(2000)));
    long[] whole = tokenizer.encode("word ".repeat(2000)).getIds();
    long[] cut = Arrays.copyOf(whole, longest.tokens());
    cut[cut.length - 1] = whole[whole.length - 1];
    assertThat(longest.tokens()).isBetween(128, 512);
    assertThat(longest.vectors().getFirst()).containsExactly(plain(cut), within(EXACT));
  }

  @Test
  void the_tensor_endpoint_computes_the_same_model() {
    var answer =
        server.post(
            "/v2/models/m/infer",
            """
            {"inputs":[{"name":"input_ids","datatype":"INT64","shape":[1,2],"data":[101,102]},
                       {"name":"attention_mask","datatype":"INT64","shape":[1,2],"data":[1,1]},
                       {"name":"token_type_ids","datatype":"INT64","shape":[1,2],"data":[0,0]}]}
            """);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"name\":\"last_hidden_state\"", "\"shape\":[1,2,384]");
  }

  @Test
  void what_the_model_itself_refuses_is_the_clients_to_mend() {
    var answer =
        server.post(
            "/v2/models/m/infer",
            """
            {"inputs":[{"name":"input_ids","datatype":"INT64","shape":[1,1],"data":[99999999]},
                       {"name":"attention_mask","datatype":"INT64","shape":[1,1],"data":[1]},
                       {"name":"token_type_ids","datatype":"INT64","shape":[1,1],"data":[0]}]}
            """);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("out of data bounds").doesNotContain(".cc:", "/home/");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"model":"other","input":"a"}             | 404 | model: there is no
          {"model":"m","input":"a","dimensions":12} | 400 | dimensions: this model's vectors have 384
          {"model":"m"}                             | 400 | input: it is missing
          {"model":"m","input":[]}                  | 400 | input: it is empty
          {"model":"m","input":[99999999]}          | 400 | out of data bounds
          """)
  void a_wrong_request_is_told_in_openais_shape(String json, int status, String message) {
    var answer = server.post("/v1/embeddings", json);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body())
        .startsWith("{\"error\":{\"message\":\"")
        .contains(message, "\"type\":\"invalid_request_error\"");
  }

  @Test
  void the_models_own_length_is_a_right_dimension() {
    var answer =
        server.post("/v1/embeddings", "{\"model\":\"m\",\"input\":\"a\",\"dimensions\":384}");
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  /** What a request got. */
  private record Answer(List<float[]> vectors, int tokens) {}

  private static Answer embeddings(List<String> texts) {
    var input =
        texts.stream()
            .map(text -> dev.steward.protocol.json.JsonText.text(json -> json.writeString(text)))
            .collect(Collectors.joining(",", "[", "]"));
    return post("{\"model\":\"m\",\"encoding_format\":\"base64\",\"input\":" + input + "}");
  }

  private static Answer post(String json) {
    var answer =
        server.send(
            server
                .request("/v1/embeddings")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var vectors =
        BASE64
            .matcher(answer.body())
            .results()
            .map(match -> floats(Base64.getDecoder().decode(match.group(1))))
            .toList();
    var tokens = TOKENS.matcher(answer.body());
    assertThat(tokens.find()).isTrue();
    return new Answer(vectors, Integer.parseInt(tokens.group(1)));
  }

  private static float[] floats(byte[] bytes) {
    var floats = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }

  /** One text alone, without padding: mean of the tokens' vectors, of unit length. */
  private static float[] plain(long[] tokens) throws OrtException {
    var environment = OrtEnvironment.getEnvironment();
    var mask = new long[tokens.length];
    Arrays.fill(mask, 1);
    try (var ids = OnnxTensor.createTensor(environment, new long[][] {tokens});
        var ones = OnnxTensor.createTensor(environment, new long[][] {mask});
        var types = OnnxTensor.createTensor(environment, new long[][] {new long[tokens.length]});
        var result =
            session.run(
                Map.of("input_ids", ids, "attention_mask", ones, "token_type_ids", types))) {
      float[][] rows = ((float[][][]) result.get(0).getValue())[0];
      var vector = new float[WIDTH];
      double squares = 0;
      for (int i = 0; i < WIDTH; i++) {
        double sum = 0;
        for (float[] row : rows) {
          sum += row[i];
        }
        vector[i] = (float) (sum / rows.length);
        squares += vector[i] * (double) vector[i];
      }
      for (int i = 0; i < WIDTH; i++) {
        vector[i] = (float) (vector[i] / Math.sqrt(squares));
      }
      return vector;
    }
  }
}
