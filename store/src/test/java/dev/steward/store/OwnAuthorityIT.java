package dev.steward.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.ErrorCode;
import dev.steward.store.s3.ObjectStore;
import dev.steward.store.s3.S3Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Servers of each kind whose certificate is from an authority of one's own: nothing is brought from
 * them until the Secret names it.
 */
class OwnAuthorityIT {

  private static final byte[] MODEL = {1, 2, 3};

  private static OwnCertificate certificate;
  private static Path certificates;

  @TempDir private Path folder;

  @BeforeAll
  static void certificate(@TempDir Path made) throws Exception {
    certificate = OwnCertificate.make(made);
    certificate.write(made);
    certificates = made;
  }

  private void secret(String key, String value) throws IOException {
    Pulls.secret(folder.resolve("secret"), key, value);
  }

  private void trustOwn() throws IOException {
    secret("ca.crt", Files.readString(certificates.resolve("host.crt")));
  }

  /** With the system's trust, as in a pod. */
  private Pulls pulls() {
    return new Pulls(
        new Places(folder.resolve("volumes"), folder.resolve("cache"))
            .withSecret(folder.resolve("secret")),
        () -> {
          try {
            return SSLContext.getDefault();
          } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void assertUntrusted(String uri) {
    var failure = pulls().failure(uri);
    assertThat(failure.code()).isEqualTo(ErrorCode.DOWNLOAD_FAILED);
    assertThat(failure.violation().message())
        .contains("no trusted connection")
        .contains("put its certificate into the Secret of spec.model.secretRef, as ca.crt");
  }

  private void assertHere(Path file) {
    assertThat(file).hasBinaryContent(MODEL);
  }

  @Test
  void a_web_server() throws Exception {
    try (var host = new ModelHost(certificate)) {
      var uri =
          host.at(
                  "/model.onnx",
                  (exchange, attempt) -> FakeRegistry.rest(exchange, MODEL, MODEL.length))
              .toString();
      secret("token", "hunter2");
      assertUntrusted(uri);
      trustOwn();
      assertHere(pulls().open(uri));
    }
  }

  @Test
  void a_registry_that_anybody_may_read_from() throws Exception {
    var data = Files.createDirectories(folder.resolve("registry"));
    try (var registry = Registry.open(certificate, data)) {
      Files.write(folder.resolve("model.onnx"), MODEL);
      registry.push("m:1", folder, "model.onnx");
      var uri = "oci://%s/m:1".formatted(registry.authority());
      secret(".dockerconfigjson", "{\"auths\": {}}");
      assertUntrusted(uri);
      Files.delete(folder.resolve("secret/.dockerconfigjson"));
      trustOwn();
      assertHere(pulls().open(uri).resolve("model.onnx"));
    }
  }

  @Test
  void an_object_store() throws Exception {
    var data = Files.createDirectories(folder.resolve("objects"));
    try (var store =
        ObjectStore.secured(
            data, certificates.resolve("host.crt"), certificates.resolve("host.key"))) {
      for (var variable : store.variables().entrySet()) {
        secret(variable.getKey(), variable.getValue());
      }
      assertUntrusted("s3://models/m.onnx");
      trustOwn();
      put(store);
      assertHere(pulls().open("s3://models/m.onnx"));
    }
  }

  private static void put(ObjectStore store) throws Exception {
    var pem = Files.readString(certificates.resolve("host.crt"));
    var settings = S3Settings.of(store.variables());
    try (var client = settings.trusting(Authorities.besidesTheSystems(pem).trust()).connect()) {
      client.createBucket(request -> request.bucket("models"));
      client.putObject(
          request -> request.bucket("models").key("m.onnx"), RequestBody.fromBytes(MODEL));
    }
  }

  @Test
  void a_hub() throws Exception {
    try (var hub = new HubHost(certificate).with("model.onnx", MODEL)) {
      secret("HF_ENDPOINT", hub.endpoint());
      assertUntrusted("hf://org/name");
      trustOwn();
      assertHere(pulls().open("hf://org/name").resolve("model.onnx"));
    }
  }

  @Test
  void another_authority_vouches_for_nobody() throws Exception {
    var other = OwnCertificate.make(Files.createDirectories(folder.resolve("other")));
    other.write(folder.resolve("other"));
    secret("ca.crt", Files.readString(folder.resolve("other/host.crt")));
    try (var host = new ModelHost(certificate)) {
      var uri =
          host.at("/model.onnx", (exchange, attempt) -> exchange.sendResponseHeaders(404, -1));
      assertUntrusted(uri.toString());
    }
  }
}
