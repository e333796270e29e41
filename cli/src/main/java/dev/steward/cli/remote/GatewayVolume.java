package dev.steward.cli.remote;

import dev.steward.ledger.volume.VolumeReader;
import dev.steward.protocol.report.EvidenceFiles;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The evidence log of a running gateway, over a port that is forwarded into its pod. */
public final class GatewayVolume implements VolumeReader, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int LONGEST_WORDS = 1000;

  private final String gateway;
  private final LocalPortForward forward;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  GatewayVolume(String gateway, LocalPortForward forward) {
    this.gateway = gateway;
    this.forward = forward;
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    return found(get(EvidenceFiles.FILE, file, ""));
  }

  @Override
  public Optional<byte[]> read(String file, long from, int most) throws IOException {
    var bytes = Math.min(most, EvidenceFiles.LARGEST_PART);
    return found(
        get(
            EvidenceFiles.FILE,
            file,
            "&%s=%d&%s=%d".formatted(EvidenceFiles.FROM, from, EvidenceFiles.MOST, bytes)));
  }

  private static Optional<byte[]> found(HttpResponse<byte[]> answer) {
    return answer.statusCode() == 204 ? Optional.empty() : Optional.of(answer.body());
  }

  @Override
  public List<String> list(String folder) throws IOException {
    return new String(get(EvidenceFiles.NAMES, folder, "").body(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  private HttpResponse<byte[]> get(String what, String path, String more) throws IOException {
    var uri =
        "http://127.0.0.1:%d%s?%s=%s%s"
            .formatted(
                forward.getLocalPort(),
                what,
                EvidenceFiles.PATH,
                URLEncoder.encode(path, StandardCharsets.UTF_8),
                more);
    var request = HttpRequest.newBuilder(URI.create(uri)).timeout(PATIENCE).build();
    try {
      var answer =
          http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_FILE));
      if (answer.statusCode() != 200 && answer.statusCode() != 204) {
        throw new IOException(words(answer));
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private static String words(HttpResponse<byte[]> answer) {
    if (answer.statusCode() == 404) {
      return "the gateway keeps no log, or is of a version that doesn't give it";
    }
    var text = new String(answer.body(), StandardCharsets.UTF_8);
    return "the gateway answered %d: %s"
        .formatted(
            answer.statusCode(),
            text.substring(0, Math.min(text.length(), LONGEST_WORDS))
                .replaceAll("\\p{Cntrl}", " "));
  }

  @Override
  public String place() {
    return gateway;
  }

  @Override
  public void close() throws IOException {
    http.close();
    forward.close();
  }
}
