package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LastWords;
import dev.steward.protocol.config.LastWordsJson;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.runtime.testing.TestCertificates;
import dev.steward.signing.ModelSigner;
import dev.steward.signing.Sigstore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A pod's process and a model that was signed without a key: settings as the operator writes them,
 * a download from a server with an authority of its own, the signature, and an answer.
 */
@Timeout(120)
class KeylessModelIT {

  private static final Sigstore SIGSTORE = new Sigstore();
  private static final Sigstore.Signing ORDINARY = Sigstore.ordinary();

  @TempDir private Path folder;
  private final Map<String, byte[]> served = new ConcurrentHashMap<>();
  private final HttpsServer server = server();

  private static HttpsServer server() {
    try {
      return HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void serve() throws Exception {
    var own = TestCertificates.member(folder.resolve("host"), "localhost");
    server.setHttpsConfigurator(
        new HttpsConfigurator(TestCertificates.serving(folder.resolve("host"))));
    server.createContext("/", this::answer);
    server.start();
    var secret = Files.createDirectories(folder.resolve("secret"));
    Files.copy(Path.of(own.certificate()), secret.resolve("ca.crt"));
    served.put("/m.onnx", Files.readAllBytes(OnnxFile.identity(folder.resolve("m.onnx"), 2)));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var bytes = served.get(exchange.getRequestURI().getPath());
      exchange.sendResponseHeaders(bytes == null ? 404 : 200, bytes == null ? -1 : bytes.length);
      if (bytes != null) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  private static Sigstore.Signing as(String identity, String issuer, int rekor) {
    return new Sigstore.Signing(
        identity,
        issuer,
        ORDINARY.signed(),
        ORDINARY.certifiedFor(),
        true,
        rekor,
        ORDINARY.purpose());
  }

  private void sign(Sigstore.Signing signing) throws Exception {
    // A model of one file is signed as a folder's only one, called ".".
    var statement = ModelSigner.statement(Map.of(".", served.getOrDefault("/m.onnx", new byte[0])));
    served.put("/m.sig", SIGSTORE.bundle(statement, signing).getBytes(StandardCharsets.UTF_8));
  }

  private static String quoted(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
  }

  /** As {@link #ORDINARY} signs. */
  private String config() throws Exception {
    return """
    {"model": "m", "uri": "https://localhost:%d/m.onnx", "task": "Tensor",
     "signature": {"bundle": "m.sig", "identity": "%s", "issuer": "%s", "trustedRoot": %s}}
    """
        .formatted(
            server.getAddress().getPort(),
            ORDINARY.identity(),
            ORDINARY.issuer(),
            quoted(SIGSTORE.trustedRoot()));
  }

  private Process start(int port) throws Exception {
    var config = Files.writeString(folder.resolve("config.json"), config());
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.steward.runtime.RuntimeMain");
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    var environment = builder.environment();
    environment.put("STEWARD_CONFIG", config.toString());
    environment.put("STEWARD_CACHE", folder.resolve("cache").toString());
    environment.put("STEWARD_MODEL_SECRET", folder.resolve("secret").toString());
    environment.put("STEWARD_PORT", String.valueOf(port));
    environment.put("STEWARD_ADMIN_PORT", "0");
    environment.put("STEWARD_TERMINATION_LOG", folder.resolve("words").toString());
    return builder.start();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private LastWords lastWords() throws Exception {
    var process = start(freePort());
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(log()).isEqualTo(1);
      return LastWordsJson.read(Files.readString(folder.resolve("words"))).orElseThrow();
    } finally {
      process.destroyForcibly();
    }
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  private String answerOnceLoaded() throws Exception {
    int port = freePort();
    var process = start(port);
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2/models/m/infer"))
              .timeout(Duration.ofSeconds(10))
              .POST(
                  BodyPublishers.ofString(
                      "{\"inputs\": [{\"name\": \"x\", \"shape\": [1, 2], \"datatype\": \"FP32\","
                          + " \"data\": [1, 2]}]}"))
              .build();
      while (process.isAlive()) {
        try {
          var response = http.send(request, BodyHandlers.ofString());
          if (response.statusCode() != 503) {
            return response.body();
          }
        } catch (IOException _) {
          // It doesn't listen yet.
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
      throw new AssertionError(log());
    } finally {
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void what_the_one_who_is_named_has_signed_is_brought_and_answers(int rekor) throws Exception {
    sign(as(ORDINARY.identity(), ORDINARY.issuer(), rekor));
    assertThat(answerOnceLoaded()).contains("\"data\":[1.0,2.0]");
  }

  private void assertRefused(String problem) throws Exception {
    var words = lastWords();
    assertThat(words.message())
        .startsWith("spec.model.signature: https://localhost:")
        .contains(problem);
    assertThat(words.code()).isEqualTo(ErrorCode.SIGNATURE_INVALID);
  }

  @Test
  void what_another_has_signed_is_brought_and_not_loaded() throws Exception {
    sign(as("others@acme.example", ORDINARY.issuer(), 1));
    assertRefused("it is signed by others@acme.example, not by ci@acme.example");
  }

  @Test
  void one_of_that_name_whom_another_issuer_knows_is_another() throws Exception {
    sign(as(ORDINARY.identity(), "https://others.example", 2));
    assertRefused("ci@acme.example is known to https://others.example");
  }

  @Test
  void what_was_changed_since_is_not_loaded() throws Exception {
    sign(ORDINARY);
    served.put("/m.onnx", Files.readAllBytes(OnnxFile.identity(folder.resolve("m.onnx"), 3)));
    assertRefused("has sha256:");
  }
}
