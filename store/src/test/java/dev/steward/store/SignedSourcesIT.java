package dev.steward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.LoadFailure;
import dev.steward.core.model.ModelSignature;
import dev.steward.core.model.Signer;
import dev.steward.signing.ModelSigner;
import dev.steward.store.s3.ObjectStore;
import dev.steward.store.s3.S3Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** Signatures of models in real registries and object stores, on the web, and in a shared cache. */
class SignedSourcesIT {

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static OwnCertificate certificate;
  private static Registry registry;
  private static ObjectStore objects;
  private static ModelHost web;

  @TempDir private Path folder;
  private final ModelSigner signer = signer();
  private Path model = Path.of("/nonexistent");
  private String repository = "";

  @BeforeAll
  static void start(@TempDir Path folders) throws Exception {
    certificate = OwnCertificate.make(folders);
    registry = Registry.open(certificate, Files.createDirectories(folders.resolve("registry")));
    objects = ObjectStore.start(Files.createDirectories(folders.resolve("objects")));
    objects.bucket("models");
    web = new ModelHost(certificate);
  }

  @AfterAll
  static void stop() {
    registry.close();
    objects.close();
    web.close();
  }

  private static ModelSigner signer() {
    try {
      return ModelSigner.on("secp384r1");
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void model() throws Exception {
    model = Files.createDirectories(folder.resolve("minilm"));
    repository = "models/signed-" + NAMES.incrementAndGet();
    Files.writeString(model.resolve("model.onnx"), repository);
    Files.writeString(model.resolve("tokenizer.json"), "{}");
    sign();
  }

  private void sign() throws Exception {
    Files.write(
        model.resolve("model.sig"),
        signer.bundle(
            Map.of(
                "model.onnx", Files.readAllBytes(model.resolve("model.onnx")),
                "tokenizer.json", Files.readAllBytes(model.resolve("tokenizer.json")))));
  }

  private byte[] signatureOfGraph() throws Exception {
    return signer.bundle(Map.of(".", Files.readAllBytes(model.resolve("model.onnx"))));
  }

  private Path open(String uri, String bundle) throws LoadException, InterruptedException {
    var places =
        new Places(folder.resolve("volumes"), folder.resolve("cache"))
            .withSecret(folder.resolve("secret"))
            .withShared(new Places.Shared(folder.resolve("shared"), 1 << 20));
    var downloads =
        new Downloads(
            Pulls.LIMITS,
            () -> {
              try {
                return certificate.context();
              } catch (IOException | java.security.GeneralSecurityException e) {
                throw new IllegalStateException(e);
              }
            },
            InstantSource.system(),
            new Arriving(told -> {}));
    return new ModelStore(places, downloads)
        .open(
            Pulls.address(uri),
            Optional.empty(),
            Optional.of(new ModelSignature(bundle, new Signer.Key(signer.publicKey()))));
  }

  private LoadFailure failure(String uri, String bundle) {
    var failure = catchThrowableOfType(LoadException.class, () -> open(uri, bundle)).failure();
    assertThat(failure.violation().field()).startsWith("spec.model.");
    return failure;
  }

  private void assertUnsigned(String uri, String bundle, String problem) {
    var failure = failure(uri, bundle);
    assertThat(failure.violation().message()).contains(problem);
    assertThat(failure.code()).isEqualTo(ErrorCode.SIGNATURE_INVALID);
    assertThat(failure.violation().field()).isEqualTo("spec.model.signature");
  }

  private String pushed(String... files) throws Exception {
    Pulls.secret(folder.resolve("secret"), ".dockerconfigjson", "{\"auths\": {}}");
    registry.push(repository + ":1", model, files);
    return "oci://%s/%s:1".formatted(registry.authority(), repository);
  }

  private void put(String key, Path file) throws IOException {
    for (var variable : objects.variables().entrySet()) {
      Pulls.secret(folder.resolve("secret"), variable.getKey(), variable.getValue());
    }
    try (var client = S3Settings.of(objects.variables()).connect()) {
      client.putObject(request -> request.bucket("models").key(key), RequestBody.fromFile(file));
    }
  }

  @Test
  void an_artifact_brings_its_signature_along() throws Exception {
    assertThat(open(pushed("model.onnx", "tokenizer.json", "model.sig"), "model.sig"))
        .isDirectory();
  }

  @Test
  void an_artifact_of_which_a_file_was_pushed_later_is_refused() throws Exception {
    Files.writeString(model.resolve("tokenizer.json"), "{\"x\": 1}");
    var uri = pushed("model.onnx", "tokenizer.json", "model.sig");
    assertUnsigned(uri, "model.sig", uri + ": tokenizer.json has sha256:");
  }

  @Test
  void an_artifact_without_its_signature_is_refused() throws Exception {
    assertUnsigned(
        pushed("model.onnx", "tokenizer.json"),
        "model.sig",
        "model.sig: it isn't beside the model");
  }

  /** What lies in a cache that others write to is checked whenever it is used. */
  @Test
  void what_was_changed_in_the_shared_cache_is_refused() throws Exception {
    var uri = pushed("model.onnx", "tokenizer.json", "model.sig");
    var path = open(uri, "model.sig");
    assertThat(path).startsWith(folder.resolve("shared"));
    Files.delete(path.resolve("model.onnx"));
    Files.writeString(path.resolve("model.onnx"), "another graph");
    assertUnsigned(uri, "model.sig", "model.onnx has sha256:");
    Files.writeString(path.resolve("extra.json"), "{}");
    assertUnsigned(uri, "model.sig", "extra.json isn't signed");
  }

  @Test
  void a_folder_of_a_bucket_has_its_signature_below_it() throws Exception {
    for (var name : List.of("model.onnx", "tokenizer.json", "model.sig")) {
      put(repository + "/" + name, model.resolve(name));
    }
    assertThat(open("s3://models/" + repository, "model.sig")).isDirectory();
    put(repository + "/config.json", model.resolve("tokenizer.json"));
    assertUnsigned("s3://models/" + repository, "model.sig", "config.json isn't signed");
  }

  @Test
  void an_object_has_its_signature_beside_it() throws Exception {
    var uri = "s3://models/%s/model.onnx".formatted(repository);
    put(repository + "/model.onnx", model.resolve("model.onnx"));
    assertUnsigned(uri, "graph.sig", "/graph.sig: the server answers 404");
    put(repository + "/graph.sig", Files.write(folder.resolve("graph.sig"), signatureOfGraph()));
    assertThat(open(uri, "graph.sig")).isRegularFile();
    put(repository + "/model.onnx", model.resolve("tokenizer.json"));
    assertUnsigned(uri, "graph.sig", "the file has sha256:");
  }

  private static void answer(HttpExchange exchange, byte[] bytes) throws IOException {
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Test
  void a_file_of_the_web_has_its_signature_beside_it_and_who_asks_shows_the_same_token()
      throws Exception {
    Pulls.secret(folder.resolve("secret"), "token", "hunter2");
    var shown = new ArrayList<String>();
    var graph = Files.readAllBytes(model.resolve("model.onnx"));
    var signature = signatureOfGraph();
    var path = "/" + repository;
    var uri = web.at(path + "/m.onnx", (exchange, attempt) -> answer(exchange, graph));
    web.at(
        path + "/sigs/m.sig",
        (exchange, attempt) -> {
          shown.add(String.valueOf(exchange.getRequestHeaders().getFirst("authorization")));
          answer(exchange, signature);
        });
    assertThat(open(uri.toString(), "sigs/m.sig")).isRegularFile();
    assertThat(shown).containsExactly("Bearer hunter2");
  }

  /** Its server may be another than the model's. */
  @Test
  void a_signature_elsewhere_is_asked_for_as_by_anybody() throws Exception {
    Pulls.secret(folder.resolve("secret"), "token", "hunter2");
    var shown = new ArrayList<String>();
    var graph = Files.readAllBytes(model.resolve("model.onnx"));
    var signature = signatureOfGraph();
    var uri =
        web.at("/%s/m.onnx".formatted(repository), (exchange, attempt) -> answer(exchange, graph));
    var elsewhere =
        web.at(
            "/%s/elsewhere.sig".formatted(repository),
            (exchange, attempt) -> {
              shown.add(String.valueOf(exchange.getRequestHeaders().getFirst("authorization")));
              answer(exchange, signature);
            });
    assertThat(open(uri.toString(), elsewhere.toString())).isRegularFile();
    assertThat(shown).containsExactly("null");
  }

  @Test
  void a_signature_is_not_read_beyond_its_bound() throws Exception {
    Pulls.secret(folder.resolve("secret"), "token", "hunter2");
    var graph = Files.readAllBytes(model.resolve("model.onnx"));
    var uri =
        web.at("/%s/m.onnx".formatted(repository), (exchange, attempt) -> answer(exchange, graph));
    web.at(
        "/%s/huge.sig".formatted(repository),
        (exchange, attempt) -> answer(exchange, new byte[SignatureCheck.MAX_BUNDLE + 1]));
    assertThat(failure(uri.toString(), "huge.sig").violation().message())
        .contains("has more than 8388608 bytes");
    Files.write(model.resolve("model.sig"), new byte[SignatureCheck.MAX_BUNDLE + 1]);
    assertUnsigned(
        model.toUri().toString().replaceFirst("file:/+", "file:///").replaceFirst("/$", ""),
        "model.sig",
        "model.sig: it has more than 8388608 bytes");
  }

  @Test
  void a_signature_of_another_model_is_refused() throws Exception {
    Files.write(
        model.resolve("model.sig"),
        signer.bundle(Map.of("model.onnx", "other".getBytes(StandardCharsets.UTF_8))));
    assertUnsigned(
        pushed("model.onnx", "tokenizer.json", "model.sig"),
        "model.sig",
        "tokenizer.json isn't signed");
  }
}
