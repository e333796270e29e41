package dev.steward.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A registry (CNCF Distribution) over a folder and TLS, and a client (ORAS) that pushes to it. */
final class Registry implements AutoCloseable {

  static final String NAME = "tester";
  static final String PASSWORD = "testersecret";

  private static final Duration START = Duration.ofSeconds(60);
  private static final Pattern DIGEST = Pattern.compile("Digest: (sha256:[0-9a-f]{64})");

  /** By bcrypt, as {@code htpasswd -B} writes it. */
  private static final String HASHED_PASSWORD =
      "$2a$04$c7HEYmqoiKlhKb6s1Vr0Aum3IDBlSwVcCdUeCuPTx9z6fwY8TFH1K";

  private final Process process;
  private final int port;
  private final Path folder;

  private Registry(Process process, int port, Path folder) {
    this.process = process;
    this.port = port;
    this.folder = folder;
  }

  /** One that anybody may read from and write to. */
  static Registry open(OwnCertificate certificate, Path folder) throws Exception {
    return start(certificate, folder, "");
  }

  /** One that asks for a name and a password. */
  static Registry withPassword(OwnCertificate certificate, Path folder) throws Exception {
    var users = Files.writeString(folder.resolve("users"), NAME + ":" + HASHED_PASSWORD + "\n");
    return start(
        certificate,
        folder,
        """
        auth:
          htpasswd:
            realm: models
            path: %s
        """
            .formatted(users));
  }

  /** One that asks for a token of {@code realm}, signed by the certificate's key. */
  static Registry withTokens(OwnCertificate certificate, Path folder, String realm)
      throws Exception {
    return start(
        certificate,
        folder,
        """
        auth:
          token:
            realm: %s
            service: models.example
            issuer: tokens.example
            rootcertbundle: %s
        """
            .formatted(realm, folder.resolve("host.crt")));
  }

  private static Registry start(OwnCertificate certificate, Path folder, String auth)
      throws Exception {
    certificate.write(folder);
    int port = freePort();
    var config =
        Files.writeString(
            folder.resolve("registry.yaml"),
            """
            version: 0.1
            log: {level: info}
            storage:
              filesystem: {rootdirectory: %s}
              delete: {enabled: true}
            http:
              addr: 127.0.0.1:%d
              tls: {certificate: %s, key: %s}
            %s\
            """
                .formatted(
                    folder.resolve("blobs"),
                    port,
                    folder.resolve("host.crt"),
                    folder.resolve("host.key"),
                    auth));
    var log = folder.resolve("registry.log");
    var process =
        new ProcessBuilder(program("STEWARD_TEST_REGISTRY"), "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    var registry = new Registry(process, port, folder);
    registry.await(log);
    return registry;
  }

  private static String program(String variable) {
    return Optional.ofNullable(System.getenv(variable))
        .orElseThrow(() ->
            new IllegalStateException(
                variable + " names no program; run the test by ./dev/test it"));
  }

  /** Host and port. */
  String authority() {
    return "127.0.0.1:" + port;
  }

  /**
   * Pushes files of a folder as {@code oras push} does.
   *
   * @return the manifest's digest
   */
  String push(String reference, Path from, String... files) throws Exception {
    var arguments = new ArrayList<String>();
    arguments.add("push");
    arguments.add(authority() + "/" + reference);
    arguments.addAll(List.of(files));
    return oras(from, arguments);
  }

  /**
   * Runs {@code oras}.
   *
   * @return the digest that it prints, if any
   */
  String oras(Path in, List<String> arguments) throws Exception {
    var command = new ArrayList<String>();
    command.add(program("STEWARD_TEST_ORAS"));
    command.addAll(arguments);
    command.addAll(List.of("--ca-file", folder.resolve("host.crt").toString()));
    command.addAll(List.of("--username", NAME, "--password", PASSWORD));
    var builder = new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true);
    builder
        .environment()
        .putAll(Map.of("HOME", folder.toString(), "DOCKER_CONFIG", folder.toString()));
    var process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ":\n" + said);
    }
    var digest = DIGEST.matcher(said);
    return digest.find() ? digest.group(1) : "";
  }

  /** How often blobs were asked for, by its own log. */
  long blobsAsked() throws IOException {
    return lines("GET").filter(line -> line.contains("/blobs/sha256:")).count();
  }

  private Stream<String> lines(String method) throws IOException {
    return Files.readAllLines(folder.resolve("registry.log")).stream()
        .filter(line -> line.contains("\"" + method + " /v2/"));
  }

  /** The folder in which it keeps a blob's bytes. */
  Path blob(String digest) {
    var hex = digest.substring("sha256:".length());
    return folder
        .resolve("blobs/docker/registry/v2/blobs/sha256")
        .resolve(hex.substring(0, 2))
        .resolve(hex)
        .resolve("data");
  }

  private void await(Path log) throws IOException, InterruptedException {
    var deadline = Instant.now().plus(START);
    while (true) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        if (!process.isAlive() || Instant.now().isAfter(deadline)) {
          throw new IllegalStateException("no registry:\n" + Files.readString(log), e);
        }
      }
      var _ = process.waitFor(Duration.ofMillis(50));
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
