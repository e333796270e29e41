package dev.steward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.LoadFailure;
import dev.steward.core.model.Digest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadsIT {

  private static final byte[] MODEL = new byte[300_000];

  private static final DownloadLimits LIMITS = limits(Duration.ofSeconds(20), 3);

  private static ModelHost host;

  @TempDir private Path cache;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    new Random(7).nextBytes(MODEL);
    host = new ModelHost(folder);
  }

  @AfterAll
  static void stop() {
    host.close();
  }

  private static DownloadLimits limits(Duration stall, int attempts) {
    return new DownloadLimits(
        1_000_000,
        Duration.ofSeconds(20),
        stall,
        Duration.ofSeconds(60),
        attempts,
        Duration.ofMillis(5),
        Duration.ofMillis(20));
  }

  private static Digest digest() {
    var sha = Digests.sha256();
    sha.update(MODEL);
    return Digests.finish(sha);
  }

  private Path download(URI uri, Optional<Digest> digest)
      throws LoadException, InterruptedException {
    return download(uri, digest, LIMITS);
  }

  private Path download(URI uri, Optional<Digest> digest, DownloadLimits limits)
      throws LoadException, InterruptedException {
    return new Downloads(limits, host::trust, InstantSource.system(), new Arriving(told -> {}))
        .download(uri, digest, cache);
  }

  private LoadFailure failure(URI uri, Optional<Digest> digest) {
    return catchThrowableOfType(LoadException.class, () -> download(uri, digest)).failure();
  }

  private static void whole(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("etag", "\"v1\"");
    exchange.sendResponseHeaders(200, MODEL.length);
    exchange.getResponseBody().write(MODEL);
  }

  /** Announces everything from {@code from} on, and breaks off at {@code to}. */
  private static void upTo(HttpExchange exchange, int from, int to) throws IOException {
    exchange.getResponseHeaders().set("etag", "\"v1\"");
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .set("content-range", "bytes %d-%d/%d".formatted(from, MODEL.length - 1, MODEL.length));
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, MODEL.length - from);
    exchange.getResponseBody().write(MODEL, from, to - from);
    exchange.getResponseBody().flush();
  }

  private static int start(HttpExchange exchange) {
    var range = exchange.getRequestHeaders().getFirst("range");
    return range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
  }

  @Test
  void a_file_is_downloaded_and_verified_once() throws Exception {
    var requests = new AtomicInteger();
    var uri =
        host.at(
            "/once",
            (exchange, attempt) -> {
              requests.incrementAndGet();
              whole(exchange);
            });
    var path = download(uri, Optional.of(digest()));
    assertThat(path).hasBinaryContent(MODEL);
    assertThat(download(uri, Optional.of(digest()))).isEqualTo(path);
    assertThat(requests).hasValue(1);
    try (var files = Files.list(path.getParent())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(digest().hex(), digest().hex() + ".lock");
    }
  }

  @Test
  void a_file_without_a_digest_is_downloaded_each_time() throws Exception {
    var uri =
        host.at(
            "/changing",
            (exchange, attempt) -> {
              var bytes = new byte[] {(byte) attempt};
              exchange.sendResponseHeaders(200, 1);
              exchange.getResponseBody().write(bytes);
            });
    assertThat(download(uri, Optional.empty())).hasBinaryContent(new byte[] {1});
    assertThat(download(uri, Optional.empty())).hasBinaryContent(new byte[] {2});
  }

  @Test
  void a_download_that_breaks_goes_on_where_it_broke() throws Exception {
    host.ranges().clear();
    var uri =
        host.at(
            "/breaking",
            (exchange, attempt) -> {
              int from = start(exchange);
              upTo(exchange, from, Math.min(MODEL.length, from + 70_000));
            });
    assertThat(download(uri, Optional.of(digest()))).hasBinaryContent(MODEL);
    assertThat(host.ranges()).startsWith("null").hasSizeGreaterThan(2);
    assertThat(host.ranges().subList(1, host.ranges().size()))
        .allMatch(range -> range.startsWith("bytes="));
  }

  @Test
  void what_another_process_left_is_gone_on_with() throws Exception {
    var uri =
        host.at("/left", (exchange, attempt) -> upTo(exchange, start(exchange), MODEL.length));
    var folder = Files.createDirectories(cache.resolve("sha256"));
    Files.write(folder.resolve(digest().hex() + ".part"), Arrays.copyOf(MODEL, 1000));
    Files.writeString(folder.resolve(digest().hex() + ".tag"), "\"v1\"");
    host.ranges().clear();
    assertThat(download(uri, Optional.of(digest()))).hasBinaryContent(MODEL);
    assertThat(host.ranges()).containsExactly("bytes=1000-");
  }

  @Test
  void a_file_that_changed_meanwhile_is_begun_anew() throws Exception {
    var uri =
        host.at(
            "/changed",
            (exchange, attempt) -> {
              if (attempt == 1) {
                upTo(exchange, 0, 5000);
              } else {
                // If-Range names a version that the server no longer has.
                whole(exchange);
              }
            });
    assertThat(download(uri, Optional.of(digest()))).hasBinaryContent(MODEL);
  }

  @Test
  void other_bytes_than_the_digest_names_are_never_kept() {
    var uri = host.at("/other", (exchange, attempt) -> whole(exchange));
    var wrong = new Digest("0".repeat(64));
    var failure = failure(uri, Optional.of(wrong));
    assertThat(failure.code()).isEqualTo(ErrorCode.DIGEST_MISMATCH);
    assertThat(failure.violation().problem())
        .isEqualTo(uri + " has " + digest().text() + ", not " + wrong.text());
    assertThat(cache.resolve("sha256").resolve(wrong.hex())).doesNotExist();
    assertThat(cache.resolve("sha256").resolve(wrong.hex() + ".part")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void a_passing_fault_is_tried_again(int status) throws Exception {
    var uri =
        host.at(
            "/passing" + status,
            (exchange, attempt) -> {
              if (attempt < 3) {
                exchange.getResponseHeaders().set("retry-after", "0");
                exchange.sendResponseHeaders(status, -1);
              } else {
                whole(exchange);
              }
            });
    assertThat(download(uri, Optional.empty())).hasBinaryContent(MODEL);
  }

  @Test
  void faults_without_end_are_given_up() {
    var requests = new AtomicInteger();
    var uri =
        host.at(
            "/down",
            (exchange, attempt) -> {
              requests.incrementAndGet();
              exchange.sendResponseHeaders(503, -1);
            });
    var failure = failure(uri, Optional.empty());
    assertThat(failure.code()).isEqualTo(ErrorCode.DOWNLOAD_FAILED);
    assertThat(failure.violation().message())
        .isEqualTo(
            "spec.model.uri: "
                + uri
                + " can't be downloaded: the server answers 503, 3 times in a row; correct the"
                + " address, or make it reachable from the pod");
    assertThat(requests).hasValue(3);
  }

  @Test
  void what_is_not_there_is_not_asked_for_again() {
    var requests = new AtomicInteger();
    var uri =
        host.at(
            "/gone",
            (exchange, attempt) -> {
              requests.incrementAndGet();
              exchange.sendResponseHeaders(404, -1);
            });
    assertThat(failure(uri, Optional.empty()).violation().problem())
        .endsWith("can't be downloaded: the server answers 404");
    assertThat(requests).hasValue(1);
  }

  @Test
  void a_redirect_is_followed() throws Exception {
    host.at("/target", (exchange, attempt) -> whole(exchange));
    var uri =
        host.at(
            "/redirect",
            (exchange, attempt) -> {
              exchange.getResponseHeaders().set("location", "/target");
              exchange.sendResponseHeaders(302, -1);
            });
    assertThat(download(uri, Optional.empty())).hasBinaryContent(MODEL);
  }

  @Test
  void a_redirect_away_from_https_is_not_followed() {
    var uri =
        host.at(
            "/downgrade",
            (exchange, attempt) -> {
              exchange.getResponseHeaders().set("location", "http://127.0.0.1/model");
              exchange.sendResponseHeaders(301, -1);
            });
    assertThat(failure(uri, Optional.empty()).violation().problem())
        .endsWith("the server redirects to http, not to https");
  }

  @Test
  void redirects_end() {
    var uri =
        host.at(
            "/round",
            (exchange, attempt) -> {
              exchange.getResponseHeaders().set("location", "/round");
              exchange.sendResponseHeaders(307, -1);
            });
    assertThat(failure(uri, Optional.empty()).violation().problem())
        .endsWith("the server redirects more than 5 times");
  }

  @Test
  void a_file_too_large_is_refused_whether_announced_or_not() {
    var announced =
        host.at("/large", (exchange, attempt) -> exchange.sendResponseHeaders(200, 1L << 40));
    assertThat(failure(announced, Optional.empty()).code()).isEqualTo(ErrorCode.DISK_FULL);
    var chunked =
        host.at(
            "/endless",
            (exchange, attempt) -> {
              exchange.sendResponseHeaders(200, 0);
              var chunk = new byte[1 << 16];
              for (int i = 0; i < 1000; i++) {
                exchange.getResponseBody().write(chunk);
              }
            });
    var failure = failure(chunked, Optional.empty());
    assertThat(failure.code()).isEqualTo(ErrorCode.DISK_FULL);
    assertThat(failure.violation().problem()).contains("has more than 1000000 bytes");
  }

  @Test
  void a_server_that_falls_silent_is_left() throws Exception {
    var silence = new CountDownLatch(1);
    var uri =
        host.at(
            "/silent",
            (exchange, attempt) -> {
              upTo(exchange, 0, 10);
              try {
                silence.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    var impatient = limits(Duration.ofSeconds(2), 1);
    var failure =
        catchThrowableOfType(LoadException.class, () -> download(uri, Optional.empty(), impatient))
            .failure();
    assertThat(failure.violation().problem()).contains("the server sent nothing for 2 s");
    silence.countDown();
  }

  @Test
  void a_server_nobody_vouches_for_is_not_trusted() {
    var uri = host.at("/untrusted", (exchange, attempt) -> whole(exchange));
    var downloads =
        new Downloads(
            LIMITS, DownloadsIT::systemTrust, InstantSource.system(), new Arriving(told -> {}));
    var failure =
        catchThrowableOfType(
                LoadException.class, () -> downloads.download(uri, Optional.empty(), cache))
            .failure();
    assertThat(failure.violation().problem()).contains("no trusted connection");
  }

  private static SSLContext systemTrust() {
    try {
      return SSLContext.getDefault();
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_cache_that_cannot_be_written_is_told() throws Exception {
    var uri = host.at("/unkept", (exchange, attempt) -> whole(exchange));
    var file = Files.writeString(cache.resolve("file"), "");
    var downloads =
        new Downloads(LIMITS, host::trust, InstantSource.system(), new Arriving(told -> {}));
    var failure =
        catchThrowableOfType(
                LoadException.class, () -> downloads.download(uri, Optional.empty(), file))
            .failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.DISK_FULL);
    assertThat(failure.violation().message()).contains("can't be kept");
  }
}
