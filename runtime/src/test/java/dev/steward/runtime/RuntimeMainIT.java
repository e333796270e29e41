package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LastWords;
import dev.steward.core.model.ModelFacts;
import dev.steward.core.serving.PeerName;
import dev.steward.core.serving.ServiceId;
import dev.steward.protocol.config.LastWordsJson;
import dev.steward.protocol.config.ModelFactsJson;
import dev.steward.runtime.testing.GraphFile;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.trust.Pem;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Purpose;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process of a pod. */
@Timeout(120)
class RuntimeMainIT {

  @TempDir private Path folder;
  private int port;
  private List<String> arguments = List.of();
  private Optional<Path> tls = Optional.empty();

  private Process start(String config, String... options) throws IOException {
    return start(config, freePort(), options);
  }

  private Process start(String config, int onPort, String... options) throws IOException {
    port = onPort;
    Files.writeString(folder.resolve("config.json"), config);
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    // As in the image: Netty and protobuf still ask for it, and Java warns of it on standard error.
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("dev.steward.runtime.RuntimeMain");
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    var environment = builder.environment();
    environment.put("STEWARD_CONFIG", folder.resolve("config.json").toString());
    environment.put("STEWARD_CACHE", Path.of("target", "cache").toAbsolutePath().toString());
    environment.put("STEWARD_VOLUMES", folder.toString());
    environment.put("STEWARD_PORT", String.valueOf(port));
    environment.put("STEWARD_ADMIN_PORT", "0");
    environment.put("STEWARD_TERMINATION_LOG", folder.resolve("words").toString());
    tls.ifPresent(credentials -> environment.put("STEWARD_TLS", credentials.toString()));
    return builder.start();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private LastWords lastWords(Process process) throws Exception {
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isEqualTo(1);
    assertThat(output.lines()).allMatch(line -> line.startsWith("{\"timestamp\":"));
    return LastWordsJson.read(Files.readString(folder.resolve("words"))).orElseThrow();
  }

  private Process inspecting(Path model) throws IOException {
    arguments = List.of("inspect");
    return start("{\"model\":\"m\",\"uri\":\"file://" + model + "\",\"task\":\"Tensor\"}");
  }

  @Test
  void asked_for_facts_it_leaves_them_and_ends_with_status_0() throws Exception {
    var process = inspecting(GraphFile.chain(4, 16).write(folder.resolve("m.onnx")));
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(ModelFactsJson.read(Files.readString(folder.resolve("words"))))
        .isInstanceOfSatisfying(
            Checked.Valid.class,
            valid -> assertThat(((ModelFacts) valid.value()).layers()).hasSize(4));
  }

  @Test
  void asked_for_facts_of_rubbish_it_leaves_last_words() throws Exception {
    var words = lastWords(inspecting(Files.writeString(folder.resolve("m.onnx"), "rubbish")));
    assertThat(words.code()).isEqualTo(ErrorCode.MODEL_CORRUPT);
    assertThat(words.message()).contains("m.onnx can't be read as an ONNX model");
  }

  @Test
  void a_configuration_that_cannot_be_read_ends_it() throws Exception {
    var words = lastWords(start("{\"model\":\"m\"}"));
    assertThat(words.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(words.message()).contains("uri: it is missing");
  }

  @Test
  void a_model_with_another_digest_ends_it() throws Exception {
    Files.createDirectories(folder.resolve("c"));
    OnnxFile.identity(folder.resolve("c/m.onnx"), 2);
    var words =
        lastWords(
            start(
                "{\"model\":\"m\",\"uri\":\"pvc://c/m.onnx\",\"task\":\"Tensor\",\"digest\":\"sha256:"
                    + "0".repeat(64)
                    + "\"}"));
    assertThat(words.code()).isEqualTo(ErrorCode.DIGEST_MISMATCH);
    assertThat(words.message()).startsWith("spec.model.digest: pvc://c/m.onnx has sha256:");
  }

  @Test
  void a_model_that_must_be_signed_and_is_not_ends_it() throws Exception {
    Files.createDirectories(folder.resolve("c"));
    OnnxFile.identity(folder.resolve("c/m.onnx"), 2);
    Files.writeString(folder.resolve("c/m.sig"), "rubbish");
    var keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
    var words =
        lastWords(
            start(
                "{\"model\":\"m\",\"uri\":\"pvc://c/m.onnx\",\"task\":\"Tensor\",\"signature\":"
                    + "{\"bundle\":\"m.sig\",\"publicKey\":\"-----BEGIN PUBLIC KEY-----"
                    + Base64.getEncoder().encodeToString(keys.getPublic().getEncoded())
                    + "-----END PUBLIC KEY-----\"}}"));
    assertThat(words.code()).isEqualTo(ErrorCode.SIGNATURE_INVALID);
    assertThat(words.message())
        .startsWith(
            "spec.model.signature: pvc://c/m.onnx: the bundle can't be read: it is no JSON");
  }

  @Test
  void a_port_that_is_taken_ends_it() throws Exception {
    OnnxFile.identity(folder.resolve("m.onnx"), 2);
    try (var taken = new ServerSocket(0)) {
      var words =
          lastWords(
              start(
                  "{\"model\":\"m\",\"uri\":\"file://"
                      + folder.resolve("m.onnx")
                      + "\",\"task\":\"Tensor\"}",
                  taken.getLocalPort()));
      assertThat(words.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
      assertThat(words.message()).contains("port " + taken.getLocalPort() + " can't be opened");
    }
  }

  @Test
  void a_start_does_without_what_takes_a_tenth_of_a_second_for_nothing() throws Exception {
    OnnxFile.identity(folder.resolve("m.onnx"), 2);
    var now = Instant.now();
    var authority = CertificateAuthority.create(Lifetimes.defaults(), now);
    var pods = PeerName.podsOf(new ServiceId("team-a", "m", "uid"));
    var credentials = authority.issue(pods, Purpose.SERVER, now);
    Files.writeString(folder.resolve("tls.key"), Pem.text(credentials.key()));
    Files.writeString(folder.resolve("tls.crt"), Pem.text(credentials.certificate()));
    Files.writeString(folder.resolve("ca.crt"), Pem.text(credentials.trusted()));
    tls = Optional.of(folder);
    var process =
        start(
            "{\"model\":\"m\",\"uri\":\"file://"
                + folder.resolve("m.onnx")
                + "\",\"task\":\"Tensor\"}",
            "-Xlog:class+load");
    var output = awaitReady(process);
    process.destroyForcibly();
    assertThat(output)
        .anyMatch(line -> line.contains("sun.security.ssl.SSLContextImpl"))
        .as("the JVM's management")
        .noneMatch(line -> line.contains("com.sun.jmx.mbeanserver.JmxMBeanServer"))
        .as("encryption of a store of keys")
        .noneMatch(line -> line.contains("com.sun.crypto.provider.PBKDF2KeyImpl"));
  }

  @Test
  void sigterm_ends_it_with_status_0() throws Exception {
    OnnxFile.identity(folder.resolve("m.onnx"), 2);
    var process =
        start(
            "{\"model\":\"m\",\"uri\":\"file://"
                + folder.resolve("m.onnx")
                + "\",\"task\":\"Tensor\"}");
    awaitReady(process);
    process.toHandle().destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(folder.resolve("words")).doesNotExist();
  }

  @Test
  void the_models_of_a_repository_answer_until_sigterm_ends_it_with_status_0() throws Exception {
    for (var model : List.of("a", "b")) {
      var version = Files.createDirectories(folder.resolve("models/" + model + "/1"));
      OnnxFile.identity(version.resolve("model.onnx"), 2);
    }
    var process =
        start(
            "{\"model\":\"m\",\"uri\":\"file://"
                + folder.resolve("models")
                + "\",\"task\":\"Tensor\",\"repository\":{\"memory\":1048576,\"control\":\"Nobody\"}}");
    awaitReady(process);
    try (var http = HttpClient.newHttpClient()) {
      for (var model : List.of("a", "b", "a")) {
        var address = URI.create("http://127.0.0.1:" + port + "/v2/models/" + model);
        var answer =
            http.send(
                HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).contains("\"name\":\"" + model + "\"", "\"versions\":[\"1\"]");
      }
    }
    process.toHandle().destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(folder.resolve("words")).doesNotExist();
  }

  /** The model's server accepts the call and says nothing, so that the load doesn't end. */
  @Test
  void sigterm_while_the_model_is_loaded_ends_it_with_status_0() throws Exception {
    try (var door = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      var process =
          start(
              "{\"model\":\"m\",\"uri\":\"https://127.0.0.1:%d/m.onnx\",\"task\":\"Tensor\"}"
                  .formatted(door.getLocalPort()));
      awaitPort();
      try (var call = door.accept()) {
        process.toHandle().destroy();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(call.isConnected()).isTrue();
      }
    }
  }

  /** Until the server is there that would be drained. */
  private void awaitPort() throws InterruptedException {
    while (true) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException notYet) {
        LockSupport.parkNanos(10_000_000);
        if (Thread.interrupted()) {
          throw new InterruptedException("no port");
        }
      }
    }
  }

  @Test
  void a_heap_that_is_too_small_for_a_request_ends_it_with_last_words() throws Exception {
    OnnxFile.identity(folder.resolve("m.onnx"), 1);
    var process =
        start(
            "{\"model\":\"m\",\"uri\":\"file://"
                + folder.resolve("m.onnx")
                + "\",\"task\":\"Tensor\"}",
            "-Xmx64m",
            "-XX:MaxDirectMemorySize=4m",
            "-XX:+UseSerialGC");
    awaitReady(process);
    var data = "0,".repeat(1_500_000) + "0";
    try (var http = HttpClient.newHttpClient()) {
      http.sendAsync(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2/models/m/infer"))
                  .header("content-type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1500001,1],\"data\":["
                              + data
                              + "]}]}"))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .handle((answer, fault) -> "either way")
          .join();
    }
    var words = lastWords(process);
    assertThat(words.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY);
    assertThat(words.message()).contains("give the pod more memory");
  }

  /** What it says until it is ready. */
  private static List<String> awaitReady(Process process) throws IOException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    var read = new ArrayList<String>();
    String line = lines.readLine();
    while (line != null && !line.contains("is ready after")) {
      read.add(line);
      line = lines.readLine();
    }
    assertThat(line).isNotNull();
    return read;
  }
}
