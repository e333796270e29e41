package dev.steward.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.steward.core.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries that lie, break and lead astray. */
class HostileRegistryIT {

  private static final AtomicInteger SEEDS = new AtomicInteger();
  private static OwnCertificate certificate;
  private static FakeRegistry registry;

  @TempDir private Path folder;

  @BeforeAll
  static void start(@TempDir Path folders) throws Exception {
    certificate = OwnCertificate.make(folders);
    registry = new FakeRegistry(certificate);
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  private Pulls pulls() throws Exception {
    var context = certificate.context();
    return new Pulls(new Places(folder.resolve("volumes"), folder.resolve("cache")), () -> context);
  }

  private static byte[] bytes() {
    var bytes = new byte[300_000];
    new Random(SEEDS.incrementAndGet()).nextBytes(bytes);
    return bytes;
  }

  private void assertRefused(String uri, ErrorCode code, String reason) throws Exception {
    var failure = pulls().failure(uri);
    assertThat(failure.violation().message()).contains(reason);
    assertThat(failure.code()).isEqualTo(code);
    var models = folder.resolve("cache/models");
    if (Files.isDirectory(models)) {
      try (var entries = Files.list(models)) {
        assertThat(entries.filter(Files::isDirectory)).isEmpty();
      }
    }
  }

  @Test
  void a_blob_that_breaks_off_goes_on_where_it_broke() throws Exception {
    var model = bytes();
    var uri = registry.model("breaks", "model.onnx", model);
    registry.answers(
        model,
        (exchange, attempt) ->
            FakeRegistry.rest(exchange, model, attempt < 3 ? attempt * 100_000 : model.length));
    assertThat(pulls().open(uri).resolve("model.onnx")).hasBinaryContent(model);
    assertThat(registry.asked())
        .anyMatch(line -> line.startsWith(Pulls.digest(model).text() + " bytes="));
  }

  @Test
  void another_blob_than_the_manifest_names_is_refused() throws Exception {
    var model = bytes();
    var uri = registry.model("other", "model.onnx", model);
    var other = bytes();
    registry.answers(
        model, (exchange, attempt) -> FakeRegistry.rest(exchange, other, other.length));
    assertRefused(uri, ErrorCode.DIGEST_MISMATCH, "has " + Pulls.digest(other).text());
  }

  @Test
  void a_length_that_is_not_the_manifests_is_refused() throws Exception {
    var model = bytes();
    var uri = registry.model("longer", "model.onnx", model);
    registry.answers(
        model,
        (exchange, attempt) -> {
          exchange.sendResponseHeaders(200, 1L << 40);
          exchange.getResponseBody().write(model);
        });
    assertRefused(uri, ErrorCode.DISK_FULL, "1099511627776 bytes");
    var shorter = bytes();
    var cut = registry.model("shorter", "model.onnx", shorter);
    registry.answers(
        shorter,
        (exchange, attempt) -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(shorter, 0, 1000);
        });
    assertRefused(cut, ErrorCode.DOWNLOAD_FAILED, "the server has 1000 bytes of it, not 300000");
  }

  @Test
  void a_body_without_an_end_is_left() throws Exception {
    var model = bytes();
    var uri = registry.model("endless", "model.onnx", model);
    registry.answers(
        model,
        (exchange, attempt) -> {
          exchange.sendResponseHeaders(200, 0);
          while (true) {
            exchange.getResponseBody().write(model);
          }
        });
    assertRefused(uri, ErrorCode.DOWNLOAD_FAILED, "sends more than the 300000 bytes it has");
  }

  @Test
  void a_manifest_without_an_end_is_left() throws Exception {
    var uri = registry.manifest("huge", "{\"layers\": [" + " ".repeat(5 << 20) + "]}");
    assertRefused(uri, ErrorCode.DOWNLOAD_FAILED, "has more than 4194304 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/blob",
        "https://169.254.169.254/latest/meta-data/",
        "https://[fd00:ec2::254]/latest/",
        "https://[fe80::1]/blob",
        "https://0.0.0.0/blob",
        "file:///etc/passwd"
      })
  void a_redirect_to_where_no_model_is_isnt_followed(String target) throws Exception {
    var model = bytes();
    var uri = registry.model("redirects", "model.onnx", model);
    registry.answers(
        model,
        (exchange, attempt) -> {
          exchange.getResponseHeaders().set("location", target);
          exchange.sendResponseHeaders(307, -1);
        });
    var reason = target.startsWith("https") ? "machine's own network" : "not to https";
    assertRefused(uri, ErrorCode.DOWNLOAD_FAILED, reason);
  }

  @Test
  void credentials_arent_told_to_the_server_that_a_registry_redirects_to() throws Exception {
    var model = bytes();
    var uri = registry.model("elsewhere", "model.onnx", model);
    var seen = new CopyOnWriteArrayList<String>();
    try (var elsewhere = new ModelHost(certificate)) {
      var target =
          elsewhere.at(
              "/blob",
              (exchange, attempt) -> {
                seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("authorization")));
                FakeRegistry.rest(exchange, model, model.length);
              });
      registry.answers(
          model,
          (exchange, attempt) -> {
            if (exchange.getRequestHeaders().getFirst("authorization") == null) {
              unauthorized(exchange, "Basic realm=\"models\"");
            } else {
              exchange.getResponseHeaders().set("location", target.toString());
              exchange.sendResponseHeaders(307, -1);
            }
          });
      secret();
      var pod = pulls();
      var path =
          new Pulls(pod.places().withSecret(folder.resolve("secret")), pod.trust()).open(uri);
      assertThat(path.resolve("model.onnx")).hasBinaryContent(model);
    }
    assertThat(seen).containsExactly("null");
  }

  private void secret() throws IOException {
    Pulls.secret(
        folder.resolve("secret"),
        ".dockerconfigjson",
        Pulls.dockerConfig(registry.host().authority(), "me", "hunter2"));
  }

  private static void unauthorized(HttpExchange exchange, String challenge) throws IOException {
    exchange.getResponseHeaders().set("www-authenticate", challenge);
    exchange.sendResponseHeaders(401, -1);
  }

  @Test
  void a_registry_that_never_lets_anybody_in_is_left() throws Exception {
    var asked = new AtomicInteger();
    var given = new AtomicInteger();
    var realm =
        registry
            .host()
            .at(
                "/loop-token",
                (exchange, attempt) -> {
                  given.incrementAndGet();
                  var token =
                      "{\"token\": \"t%d\"}".formatted(attempt).getBytes(StandardCharsets.UTF_8);
                  exchange.sendResponseHeaders(200, token.length);
                  exchange.getResponseBody().write(token);
                });
    var model = bytes();
    var uri = registry.model("loop", "model.onnx", model);
    registry.answers(
        model,
        (exchange, attempt) -> {
          asked.incrementAndGet();
          unauthorized(exchange, "Bearer realm=\"%s\",service=\"x\"".formatted(realm));
        });
    assertRefused(uri, ErrorCode.DOWNLOAD_FAILED, "401 to the credentials that it asked for");
    assertThat(asked).hasValue(2);
    assertThat(given).hasValue(1);
  }

  @Test
  void credentials_arent_told_to_a_place_for_tokens_in_the_clear() throws Exception {
    var model = bytes();
    var uri = registry.model("clear", "model.onnx", model);
    registry.answers(
        model,
        (exchange, attempt) ->
            unauthorized(exchange, "Bearer realm=\"http://127.0.0.1/token\",service=\"x\""));
    assertRefused(uri, ErrorCode.DOWNLOAD_FAILED, "a place for tokens that isn't https");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../model.onnx", "/etc/model.onnx", "a/../../b", "a//b", ".", "", ".layers/x"})
  void a_file_that_would_lie_elsewhere_is_refused(String name) throws Exception {
    assertRefused(
        registry.model("title", name, bytes()),
        ErrorCode.MODEL_CORRUPT,
        "which is no name of a file in a folder");
  }

  @Test
  void an_archive_with_a_link_leaves_nothing() throws Exception {
    var tar =
        Pulls.tar(entries -> {
          Pulls.file(entries, "model.onnx", "graph");
          Pulls.special(entries, "out", TarConstants.LF_SYMLINK, "/etc");
          Pulls.file(entries, "out/passwd", "x");
        });
    assertRefused(
        registry.archive("link", Pulls.gzip(tar)), ErrorCode.MODEL_CORRUPT, "\"out\" is a link");
  }

  @Test
  void an_archive_that_grows_without_bounds_leaves_nothing() throws Exception {
    var tar = Pulls.tar(entries -> Pulls.file(entries, "model.onnx", new byte[5_000_000]));
    assertRefused(
        registry.archive("bomb", Pulls.gzip(tar)),
        ErrorCode.MODEL_CORRUPT,
        "unpacks to more than 4000000 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "{}",
        "{\"layers\": \"many\"}",
        "{\"layers\": [{\"digest\": \"md5:00\", \"size\": 1, \"mediaType\": \"x.tar\"}]}",
        "{\"layers\": [{\"digest\": \"sha256:../../x\", \"size\": 1, \"mediaType\": \"x.tar\"}]}",
        "{\"manifests\": [{\"digest\": \"sha256:1\"}, {\"digest\": \"sha256:2\"}]}"
      })
  void a_manifest_that_is_none_is_refused(String text) throws Exception {
    assertRefused(registry.manifest("none", text), ErrorCode.MODEL_CORRUPT, "can't be used");
  }

  @Test
  void a_model_that_says_it_is_larger_than_taken_is_not_begun() throws Exception {
    var uri =
        registry.manifest(
            "large",
            "{\"layers\": [{\"digest\": \"sha256:%s\", \"size\": 5000000, \"mediaType\": \"x.tar\"}]}"
                .formatted("0".repeat(64)));
    assertRefused(uri, ErrorCode.DISK_FULL, "at most 4000000 are taken");
  }

  @Test
  void two_files_of_one_name_are_refused() throws Exception {
    var layers =
        List.of(
            registry.blob(bytes(), "x", Optional.of("model.onnx")),
            registry.blob(bytes(), "x", Optional.of("model.onnx")));
    assertRefused(
        registry.artifact("double", layers),
        ErrorCode.MODEL_CORRUPT,
        "two of its layers are called \"model.onnx\"");
  }
}
