package dev.steward.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models of a server that speaks as the Hugging Face Hub does. */
class HubIT {

  @SuppressWarnings("NullAway.Init") // before each test
  private HubHost hub;

  private static OwnCertificate certificate;

  @TempDir private Path folder;

  @BeforeAll
  static void certify(@TempDir Path made) throws Exception {
    certificate = OwnCertificate.make(made);
  }

  @BeforeEach
  void start() throws Exception {
    hub =
        new HubHost(certificate)
            .with("README.md", "# A model")
            .with("config.json", "{\"hidden_size\": 384}")
            .with("tokenizer.json", "{\"version\": \"1.0\"}")
            .with("pytorch_model.bin", bytes(1))
            .with("onnx/model.onnx", bytes(2))
            .with("onnx/model.onnx_data", bytes(3))
            .with("onnx/model_quantized.onnx", bytes(4))
            .with("onnx/config.json", "{}")
            .with("gguf/m-q4 k.gguf", bytes(5))
            .with("gguf/m-q8.gguf", bytes(6))
            .with("saved/model-00001-of-00002.safetensors", bytes(7))
            .with("saved/model-00002-of-00002.safetensors", bytes(8))
            .with("saved/model.safetensors.index.json", "{}")
            .with("saved/adapter_model.safetensors", bytes(9));
    Pulls.secret(folder.resolve("secret"), "HF_ENDPOINT", hub.endpoint() + "/");
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  private static byte[] bytes(long seed) {
    var bytes = new byte[50_000];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private Pulls pulls() throws Exception {
    var context = certificate.context();
    return new Pulls(
        new Places(folder.resolve("volumes"), folder.resolve("cache"))
            .withSecret(folder.resolve("secret")),
        () -> context);
  }

  @ParameterizedTest
  @CsvSource({
    "hf://org/name/onnx, config.json model.onnx model.onnx_data tokenizer.json",
    "hf://org/name@v1/onnx/model_quantized.onnx, config.json model_quantized.onnx tokenizer.json",
    "hf://org/name/gguf/m-q4%20k.gguf, config.json m-q4 k.gguf tokenizer.json",
    "hf://org/name/saved, config.json model-00001-of-00002.safetensors"
        + " model-00002-of-00002.safetensors model.safetensors.index.json tokenizer.json"
  })
  void the_files_of_one_model_are_taken(String uri, String files) throws Exception {
    var path = pulls().open(uri);
    try (var entries = Files.list(path)) {
      assertThat(
              entries
                  .map(entry -> entry.getFileName().toString())
                  .sorted()
                  .collect(Collectors.joining(" ")))
          .isEqualTo(files);
    }
    if (uri.endsWith("/onnx")) {
      assertThat(path.resolve("model.onnx")).hasBinaryContent(bytes(2));
      assertThat(path.resolve("config.json")).hasContent("{}");
    }
  }

  @Test
  void a_model_is_brought_once_and_one_of_a_commit_needs_no_hub_then() throws Exception {
    var path = pulls().open("hf://org/name/onnx");
    hub.asked().clear();
    assertThat(pulls().open("hf://org/name/onnx")).isEqualTo(path);
    assertThat(hub.asked()).noneMatch(asked -> asked.contains("/resolve/"));
    var pinned = "hf://org/name@" + HubHost.COMMIT + "/onnx";
    assertThat(pulls().open(pinned)).isEqualTo(path);
    hub.asked().clear();
    assertThat(pulls().open(pinned)).isEqualTo(path);
    assertThat(hub.asked()).isEmpty();
  }

  @Test
  void the_token_goes_to_the_hub_and_to_no_other_server() throws Exception {
    hub.asksForToken();
    var failure = pulls().failure("hf://org/name/onnx");
    assertThat(failure.code()).isEqualTo(ErrorCode.DOWNLOAD_FAILED);
    assertThat(failure.violation().message()).contains("401");
    Pulls.secret(folder.resolve("secret"), "token", HubHost.TOKEN + "\n");
    assertThat(pulls().open("hf://org/name/onnx")).isDirectory();
    assertThat(hub.contentCallers()).isNotEmpty().containsOnly("null");
  }

  @Test
  void a_token_that_no_header_may_hold_is_refused_and_not_repeated() throws Exception {
    Pulls.secret(folder.resolve("secret"), "token", "hunter2\nx: y");
    var failure = pulls().failure("hf://org/name/onnx");
    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(failure.violation().message()).doesNotContain("hunter2");
  }

  @Test
  void large_files_with_other_bytes_are_refused() throws Exception {
    hub.lies("onnx/model.onnx", bytes(99));
    assertThat(pulls().failure("hf://org/name/onnx").code()).isEqualTo(ErrorCode.DIGEST_MISMATCH);
  }

  @Test
  void small_files_with_other_bytes_are_refused() throws Exception {
    hub.lies("tokenizer.json", "{\"version\": \"6.6\"}".getBytes(StandardCharsets.UTF_8));
    var failure = pulls().failure("hf://org/name/onnx");
    assertThat(failure.code()).isEqualTo(ErrorCode.DIGEST_MISMATCH);
    assertThat(failure.violation().problem()).contains("tokenizer.json").contains("git hash");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hf://org/name | no .onnx, .gguf or model.safetensors file right in that folder; its folders are gguf, onnx, saved",
        "hf://org/name/gguf | several .gguf files; name one of them in the address: gguf/m-q4 k.gguf",
        "hf://org/name/none | isn't there",
        "hf://org/name@v2 | isn't there",
        "hf://org/other | isn't there"
      })
  void what_is_no_model_is_told(String uri, String reason) throws Exception {
    assertThat(pulls().failure(uri).violation().message()).contains(reason);
  }

  /** The server is right where Hugging Face's own client gets the same from it. */
  @Test
  void hugging_faces_client_downloads_the_same() throws Exception {
    certificate.write(folder);
    hub.asksForToken();
    Pulls.secret(folder.resolve("secret"), "token", HubHost.TOKEN);
    var ours = pulls().open("hf://org/name/onnx");
    var python =
        new ProcessBuilder(
                Python.with("hub"),
                "-c",
                "import huggingface_hub as h; print(h.snapshot_download('org/name',"
                    + " revision='v1', local_dir='theirs'))")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    python
        .environment()
        .putAll(
            Map.of(
                "HF_ENDPOINT",
                hub.endpoint(),
                "HF_TOKEN",
                HubHost.TOKEN,
                "HF_HOME",
                folder.resolve("home").toString(),
                "HF_HUB_DISABLE_XET",
                "1",
                "SSL_CERT_FILE",
                folder.resolve("host.crt").toString()));
    var process = python.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    for (var name : List.of("onnx/model.onnx", "onnx/model.onnx_data", "tokenizer.json")) {
      assertThat(ours.resolve(Path.of(name).getFileName()))
          .hasSameBinaryContentAs(folder.resolve("theirs").resolve(name));
    }
  }
}
