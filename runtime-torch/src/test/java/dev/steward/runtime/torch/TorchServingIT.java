package dev.steward.runtime.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steward.conformance.Suite;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LastWords;
import dev.steward.core.measure.Bytes;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import dev.steward.core.runtime.RepositoryConfig;
import dev.steward.core.runtime.RepositoryConfig.Control;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.runtime.ModelServer;
import dev.steward.runtime.ServerSettings;
import dev.steward.store.Places;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A module served by the runtime, as an ONNX model is: found by its file's name alone. */
class TorchServingIT {

  private static final Network NETWORK = Network.of(4, 16, 3);

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path folder;

  private static RuntimeConfig config(Path model) {
    return new RuntimeConfig(
        "m",
        new ModelUri.LocalFile(model.toAbsolutePath().toString()),
        Optional.empty(),
        ModelTask.TENSOR);
  }

  private ModelServer start(Path model) {
    return start(config(model));
  }

  private ModelServer start(RuntimeConfig config) {
    var places = new Places(folder, Path.of("target", "cache").toAbsolutePath());
    return ModelServer.start(
        config, ServerSettings.forThisMachine("127.0.0.1", 0, 0, places).withGrpcPort(0));
  }

  private LastWords lastWords(Path model) throws Exception {
    try (var server = start(model)) {
      return server.awaitLoaded().orElseThrow();
    }
  }

  private Path network() {
    TorchArchive.network(NETWORK).write(folder.resolve("m/model.pt"), NETWORK.signature());
    return folder.resolve("m");
  }

  private static HttpRequest ask(ModelServer server, float... row) {
    var values = new ArrayList<Float>();
    for (float value : row) {
      values.add(value);
    }
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.port() + "/v2/models/m/infer"))
        .header("content-type", "application/json")
        .POST(
            HttpRequest.BodyPublishers.ofString(
                "{\"inputs\": [{\"name\": \"INPUT__0\", \"datatype\": \"FP32\", \"shape\": [1, 4],"
                    + " \"data\": "
                    + values
                    + "}]}"))
        .build();
  }

  /** The numbers of the only output. */
  private static float[] answer(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    var data =
        response.body().replaceFirst(".*\"data\":\\[", "").replaceFirst("].*", "").split(",", -1);
    float[] values = new float[data.length];
    for (int i = 0; i < data.length; i++) {
      values[i] = Float.parseFloat(data[i]);
    }
    return values;
  }

  private static void assertAnswers(float[] answer, float... row) {
    float[] right = NETWORK.answer(row);
    assertThat(answer).hasSameSizeAs(right);
    for (int i = 0; i < right.length; i++) {
      assertThat(answer[i]).isCloseTo(right[i], within(1e-4f));
    }
  }

  @Test
  void it_conforms_to_the_protocol_over_rest_and_grpc() throws Exception {
    try (var server = start(network())) {
      assertThat(server.awaitLoaded()).isEmpty();
      var report =
          Suite.run(
              URI.create("http://127.0.0.1:" + server.port()),
              Optional.of("127.0.0.1:" + server.grpcPort().orElseThrow()),
              Optional.empty());
      assertThat(report.conforms()).as(report.text()).isTrue();
    }
  }

  @Test
  void its_metadata_name_its_format_and_engine() throws Exception {
    try (var server = start(network())) {
      assertThat(server.awaitLoaded()).isEmpty();
      var uri = URI.create("http://127.0.0.1:" + server.port() + "/v2/models/m");
      var answer =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).contains("\"platform\":\"pytorch_libtorch\"");
    }
  }

  @Test
  void many_clients_get_their_own_rows_answers() throws Exception {
    try (var server = start(network())) {
      assertThat(server.awaitLoaded()).isEmpty();
      var asked = new ArrayList<CompletableFuture<HttpResponse<String>>>();
      for (int i = 0; i < 200; i++) {
        asked.add(http.sendAsync(ask(server, i, 1, -i, 2), HttpResponse.BodyHandlers.ofString()));
      }
      for (int i = 0; i < asked.size(); i++) {
        assertAnswers(answer(asked.get(i).get()), i, 1, -i, 2);
      }
    }
  }

  @Test
  void in_a_repository_it_is_loaded_when_it_is_asked_for() throws Exception {
    TorchArchive.network(NETWORK).write(folder.resolve("all/m/1/model.pt"), NETWORK.signature());
    var config =
        config(folder.resolve("all"))
            .withRepository(Optional.of(new RepositoryConfig(new Bytes(64 << 20), Control.NOBODY)));
    try (var server = start(config)) {
      assertThat(server.awaitLoaded()).isEmpty();
      assertAnswers(
          answer(http.send(ask(server, 1, 2, 3, 4), HttpResponse.BodyHandlers.ofString())),
          1,
          2,
          3,
          4);
    }
  }

  @Test
  void what_can_t_be_served_is_told_in_last_words() throws Exception {
    TorchArchive.network(NETWORK)
        .write(folder.resolve("wrong/model.pt"), NETWORK.signature().replace("[-1, 3]", "[-1, 5]"));
    var words = lastWords(folder.resolve("wrong"));
    assertThat(words.code()).isEqualTo(ErrorCode.MODEL_UNSUITABLE);
    assertThat(words.message())
        .contains("as signature.json says", "OUTPUT__0 FP32[1,3]", "OUTPUT__0 FP32[-1,5]");

    var broken = new TorchArchive("x: Tensor", "Tensor", "return torch.no_such_operator(x)");
    broken.write(folder.resolve("broken/model.pt"), NETWORK.signature());
    var unread = lastWords(folder.resolve("broken"));
    assertThat(unread.code()).isEqualTo(ErrorCode.MODEL_CORRUPT);
    assertThat(unread.message()).contains("no_such_operator").doesNotContain("frame #");
  }
}
