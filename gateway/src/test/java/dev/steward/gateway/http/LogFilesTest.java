package dev.steward.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.steward.protocol.report.EvidenceFiles;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // set before each test
class LogFilesTest {

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private AdminServer admin;

  @BeforeEach
  void start() throws Exception {
    Files.createDirectories(folder.resolve("evidence/log/tile"));
    Files.write(folder.resolve("evidence/log/checkpoint"), new byte[] {1, -1, 0});
    Files.writeString(folder.resolve("evidence/lock"), "");
    Files.writeString(folder.resolve("secret"), "secret");
    admin =
        AdminServer.start(
            0,
            () -> Readiness.Ready.OK,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            Optional.of(folder.resolve("evidence")));
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  private HttpResponse<byte[]> get(String host, String what, String path) throws Exception {
    return get(host, what, path, "");
  }

  private HttpResponse<byte[]> get(String host, String what, String path, String more)
      throws Exception {
    var uri =
        "http://%s:%d%s?%s=%s%s"
            .formatted(
                host,
                admin.port(),
                what,
                EvidenceFiles.PATH,
                URLEncoder.encode(path, StandardCharsets.UTF_8),
                more);
    return http.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofByteArray());
  }

  @Test
  void files_and_names_are_given_over_the_loopback() throws Exception {
    assertThat(get("127.0.0.1", EvidenceFiles.FILE, "log/checkpoint").body())
        .containsExactly(1, -1, 0);
    assertThat(get("127.0.0.1", EvidenceFiles.NAMES, "log").body())
        .asString()
        .isEqualTo("checkpoint\ntile");
  }

  @Test
  void a_part_of_a_file_is_given() throws Exception {
    assertThat(get("127.0.0.1", EvidenceFiles.FILE, "log/checkpoint", "&from=1&most=1").body())
        .containsExactly(-1);
    assertThat(get("127.0.0.1", EvidenceFiles.FILE, "log/checkpoint", "&from=7&most=9").body())
        .isEmpty();
    assertThat(get("127.0.0.1", EvidenceFiles.FILE, "log/none", "&from=0&most=9").statusCode())
        .isEqualTo(204);
  }

  @Test
  void what_isn_t_there_is_told_from_what_is_empty() throws Exception {
    assertThat(get("127.0.0.1", EvidenceFiles.FILE, "log/tile/0/000").statusCode()).isEqualTo(204);
    assertThat(get("127.0.0.1", EvidenceFiles.FILE, "log/tile").statusCode()).isEqualTo(204);
    assertThat(get("127.0.0.1", EvidenceFiles.NAMES, "records").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "lock",
        "sinks",
        "../secret",
        "log/../../secret",
        "/etc/passwd",
        "log//checkpoint",
        "log/./checkpoint",
        "log\0",
        "log/../lock"
      })
  void nothing_else_of_the_volume_is(String path) throws Exception {
    assertThat(get("127.0.0.1", EvidenceFiles.FILE, path).statusCode()).isEqualTo(400);
    assertThat(get("127.0.0.1", EvidenceFiles.NAMES, path).statusCode()).isEqualTo(400);
  }

  @Test
  void nobody_gets_it_over_the_pod_s_own_address() throws Exception {
    var address =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(it -> it instanceof Inet4Address && !it.isLoopbackAddress())
            .map(InetAddress::getHostAddress)
            .findFirst();
    assumeTrue(address.isPresent(), "this machine has no address but its loopback");
    var answer = get(address.orElseThrow(), EvidenceFiles.FILE, "log/checkpoint");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).asString().contains("steward audit fetch");
  }
}
