package dev.steward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.LoadFailure;
import dev.steward.core.model.Digest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models in a real registry, pushed by a real client. */
class OciIT {

  private static OwnCertificate certificate;
  private static ModelHost tokens;
  private static Registry registry;
  private static Registry withPassword;
  private static Registry withTokens;
  private static final AtomicInteger TOKENS = new AtomicInteger();

  /** Equal bytes of two tests would be one blob. */
  private static final AtomicInteger SEEDS = new AtomicInteger();

  @TempDir private Path folder;
  private Path model = Path.of("/nonexistent");

  @BeforeAll
  static void start(@TempDir Path folders) throws Exception {
    certificate = OwnCertificate.make(folders);
    tokens = new ModelHost(certificate);
    var realm = tokens.below("/token", OciIT::token);
    registry = Registry.open(certificate, Files.createDirectories(folders.resolve("open")));
    withPassword =
        Registry.withPassword(certificate, Files.createDirectories(folders.resolve("password")));
    withTokens =
        Registry.withTokens(
            certificate, Files.createDirectories(folders.resolve("tokens")), realm.toString());
  }

  @AfterAll
  static void stop() {
    List.of(registry, withPassword, withTokens).forEach(Registry::close);
    tokens.close();
  }

  /** A server of tokens that knows one user. */
  private static void answerToken(HttpExchange exchange) throws IOException {
    var known =
        "Basic "
            + Base64.getEncoder()
                .encodeToString("tester:testersecret".getBytes(StandardCharsets.UTF_8));
    if (!known.equals(exchange.getRequestHeaders().getFirst("authorization"))) {
      exchange.sendResponseHeaders(401, -1);
      return;
    }
    TOKENS.incrementAndGet();
    var scope = Tokens.scope(exchange.getRequestURI().getQuery());
    var body = "{\"token\": \"%s\"}".formatted(Tokens.signed(certificate, scope));
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void token(HttpExchange exchange, int attempt) throws IOException {
    answerToken(exchange);
  }

  @BeforeEach
  void model() throws IOException {
    model = Files.createDirectories(folder.resolve("minilm"));
    var weights = new byte[300_000];
    new Random(SEEDS.incrementAndGet()).nextBytes(weights);
    Files.write(model.resolve("model.onnx"), weights);
    Files.writeString(model.resolve("tokenizer.json"), "{}");
  }

  private Pulls pulls() throws Exception {
    var context = certificate.context();
    return new Pulls(new Places(folder.resolve("volumes"), folder.resolve("cache")), () -> context);
  }

  private Pulls withSecret() throws Exception {
    var plain = pulls();
    return new Pulls(plain.places().withSecret(folder.resolve("secret")), plain.trust());
  }

  private static String at(Registry where, String reference) {
    return "oci://%s/%s".formatted(where.authority(), reference);
  }

  @Test
  void files_that_were_pushed_are_the_model_and_are_pulled_once() throws Exception {
    registry.push("models/files:1", model, "model.onnx", "tokenizer.json");
    var path = pulls().open(at(registry, "models/files:1"), Optional.of(Digests.of(model)));
    assertThat(path.resolve("model.onnx")).hasSameBinaryContentAs(model.resolve("model.onnx"));
    long asked = registry.blobsAsked();
    assertThat(pulls().open(at(registry, "models/files:1"))).isEqualTo(path);
    assertThat(registry.blobsAsked()).isEqualTo(asked);
  }

  @Test
  void a_folder_that_was_pushed_is_unpacked() throws Exception {
    registry.push("models/folder:1", folder, "minilm");
    assertThat(Digests.of(pulls().open(at(registry, "models/folder:1"))))
        .isEqualTo(Digests.of(model));
  }

  @Test
  void a_digest_pins_and_needs_no_registry_once_it_is_here() throws Exception {
    var digest = registry.push("models/pinned:1", model, "model.onnx");
    var uri = at(registry, "models/pinned@" + digest);
    var path = pulls().open(uri);
    Files.writeString(model.resolve("model.onnx"), "another");
    registry.push("models/pinned:1", model, "model.onnx");
    assertThat(pulls().open(uri)).isEqualTo(path);
    assertThat(pulls().open(at(registry, "models/pinned:1")).resolve("model.onnx"))
        .hasContent("another");
    var without =
        new Pulls(
            pulls().places(),
            () -> {
              throw new AssertionError("nothing is asked");
            });
    assertThat(without.open(uri)).isEqualTo(path);
  }

  @Test
  void what_is_not_there_is_told() throws Exception {
    var failure = pulls().failure(at(registry, "models/none:1"));
    assertThat(failure.code()).isEqualTo(ErrorCode.MODEL_MISSING);
    assertThat(failure.violation().message())
        .isEqualTo(
            "spec.model.uri: %s isn't there; correct the address, or put the model there"
                .formatted(at(registry, "models/none:1")));
  }

  @Test
  void a_registry_that_asks_for_a_password_gets_that_of_the_secret() throws Exception {
    withPassword.push("models/minilm:1", model, "model.onnx");
    var uri = at(withPassword, "models/minilm:1");
    assertDenied(pulls().failure(uri));
    secret(withPassword, "testersecret");
    assertThat(withSecret().open(uri).resolve("model.onnx"))
        .hasSameBinaryContentAs(model.resolve("model.onnx"));
  }

  @Test
  void a_secret_that_is_mended_is_used_by_the_next_attempt() throws Exception {
    withPassword.push("models/mended:1", model, "model.onnx");
    var uri = at(withPassword, "models/mended:1");
    secret(withPassword, "wrong");
    var pod = withSecret();
    assertDenied(pod.failure(uri));
    secret(withPassword, "testersecret");
    assertThat(pod.open(uri)).isDirectory();
  }

  @Test
  void a_secret_that_is_missing_is_told() throws Exception {
    var failure = withSecret().failure(at(withPassword, "models/minilm:1"));
    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(failure.violation().message())
        .isEqualTo(
            "spec.model.secretRef: the Secret isn't there, or has no key .dockerconfigjson; create it"
                + " in the service's namespace with that key");
  }

  @Test
  void a_registry_that_asks_for_a_token_gets_one_for_that_repository() throws Exception {
    withTokens.push("models/minilm:1", model, "model.onnx", "tokenizer.json");
    secret(withTokens, "testersecret");
    TOKENS.set(0);
    assertThat(withSecret().open(at(withTokens, "models/minilm:1"), Optional.of(Digests.of(model))))
        .isDirectory();
    assertThat(TOKENS.get()).isBetween(1, 3);
  }

  private static void assertDenied(LoadFailure failure) {
    assertThat(failure.code()).isEqualTo(ErrorCode.DOWNLOAD_FAILED);
    assertThat(failure.violation().message()).doesNotContain("wrong").contains("401");
  }

  private void secret(Registry where, String password) throws IOException {
    Pulls.secret(
        folder.resolve("secret"),
        ".dockerconfigjson",
        Pulls.dockerConfig(where.authority(), "tester", password));
  }

  @Test
  void of_an_index_the_machines_own_entry_is_taken() throws Exception {
    registry.oras(
        model,
        List.of(
            "push",
            registry.authority() + "/models/many:x",
            "model.onnx",
            "--artifact-platform",
            "linux/" + architecture()));
    registry.oras(
        model,
        List.of(
            "push",
            registry.authority() + "/models/many:y",
            "tokenizer.json",
            "--artifact-platform",
            "linux/riscv64"));
    registry.oras(
        model,
        List.of("manifest", "index", "create", registry.authority() + "/models/many:1", "y", "x"));
    var path = pulls().open(at(registry, "models/many:1"));
    assertThat(path.resolve("model.onnx")).isRegularFile();
    assertThat(path.resolve("tokenizer.json")).doesNotExist();
  }

  private static String architecture() {
    return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
  }

  @Test
  void of_an_image_the_folder_models_is_the_model() throws Exception {
    var layer =
        Pulls.gzip(
            Pulls.tar(tar -> {
              Pulls.file(tar, "bin/busybox", "x");
              Pulls.file(tar, "models/model.onnx", "graph");
            }));
    image("models/car:1", layer);
    var path = pulls().open(at(registry, "models/car:1"));
    assertThat(path.resolve("model.onnx")).hasContent("graph");
    assertThat(path).isDirectoryNotContaining("glob:**busybox");
  }

  @Test
  void an_image_without_that_folder_is_refused() throws Exception {
    image("models/busybox:1", Pulls.gzip(Pulls.tar(tar -> Pulls.file(tar, "bin/busybox", "x"))));
    var failure = pulls().failure(at(registry, "models/busybox:1"));
    assertThat(failure.code()).isEqualTo(ErrorCode.MODEL_CORRUPT);
    assertThat(failure.violation().problem()).contains("folder /models");
  }

  private void image(String reference, byte[] layer) throws Exception {
    var repository = registry.authority() + "/" + reference.substring(0, reference.indexOf(':'));
    Files.write(folder.resolve("layer"), layer);
    Files.writeString(folder.resolve("config"), "{\"os\": \"linux\", \"architecture\": \"amd64\"}");
    registry.oras(folder, List.of("blob", "push", repository, "layer"));
    registry.oras(folder, List.of("blob", "push", repository, "config"));
    Files.writeString(
        folder.resolve("manifest"),
        """
        {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
         "config": %s,
         "layers": [%s]}\
        """
            .formatted(
                descriptor("config", "application/vnd.oci.image.config.v1+json"),
                descriptor("layer", "application/vnd.oci.image.layer.v1.tar+gzip")));
    registry.oras(
        folder, List.of("manifest", "push", registry.authority() + "/" + reference, "manifest"));
  }

  private String descriptor(String file, String type) throws IOException {
    var bytes = Files.readAllBytes(folder.resolve(file));
    return "{\"mediaType\": \"%s\", \"digest\": \"%s\", \"size\": %d}"
        .formatted(type, Pulls.digest(bytes).text(), bytes.length);
  }

  @Test
  void a_blob_whose_bytes_were_changed_is_never_kept() throws Exception {
    registry.push("models/changed:1", model, "model.onnx");
    var digest = Pulls.digest(Files.readAllBytes(model.resolve("model.onnx")));
    try (var blob = new RandomAccessFile(registry.blob(digest.text()).toFile(), "rw")) {
      blob.seek(1000);
      blob.write(blob.read() + 1);
    }
    var failure = pulls().failure(at(registry, "models/changed:1"));
    assertThat(failure.code()).isEqualTo(ErrorCode.DIGEST_MISMATCH);
    assertThat(failure.violation().message()).startsWith("spec.model.uri: " + digest.text());
    assertThat(folder.resolve("cache/sha256/" + digest.hex())).doesNotExist();
    assertThat(folder.resolve("cache/sha256/" + digest.hex() + ".part")).doesNotExist();
    assertThat(models()).isEmpty();
  }

  @Test
  void a_blob_that_was_cut_is_refused() throws Exception {
    registry.push("models/cut:1", model, "tokenizer.json", "model.onnx");
    var digest = Pulls.digest(Files.readAllBytes(model.resolve("model.onnx")));
    try (var blob = new RandomAccessFile(registry.blob(digest.text()).toFile(), "rw")) {
      blob.setLength(1000);
    }
    var failure = pulls().failure(at(registry, "models/cut:1"));
    assertThat(failure.code()).isEqualTo(ErrorCode.DOWNLOAD_FAILED);
    assertThat(models()).isEmpty();
  }

  private List<Path> models() throws IOException {
    try (var entries = Files.list(folder.resolve("cache/models"))) {
      return entries.filter(Files::isDirectory).toList();
    }
  }

  @Test
  void the_digest_of_the_whole_model_counts_besides() throws Exception {
    registry.push("models/whole:1", model, "model.onnx");
    var wrong = new Digest("0".repeat(64));
    var failure =
        catchThrowableOfType(
                LoadException.class,
                () -> pulls().open(at(registry, "models/whole:1"), Optional.of(wrong)))
            .failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.DIGEST_MISMATCH);
    assertThat(failure.violation().field()).isEqualTo("spec.model.digest");
  }
}
