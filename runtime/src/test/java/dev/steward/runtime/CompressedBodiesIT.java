package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.model.ModelTask;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.runtime.testing.TestServer;
import dev.steward.runtime.web.HttpLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressedBodiesIT {

  private static final String INFER = "/v2/models/m/infer";
  private static final String GOOD =
      "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2.5]}]}";
  private static final int MOST = 1 << 20;

  private static TestServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    var limits =
        new HttpLimits(
            MOST,
            4L * MOST,
            8 << 10,
            1000,
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20));
    server =
        TestServer.of(
            OnnxFile.identity(folder.resolve("m.onnx"), 2),
            ModelTask.TENSOR,
            settings -> settings.withLimits(limits));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private interface Packing {
    void pack(ByteArrayOutputStream into) throws IOException;
  }

  private static byte[] packed(Packing packing) {
    var bytes = new ByteArrayOutputStream();
    try {
      packing.pack(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] body) {
    return packed(into -> {
      try (var out = new GZIPOutputStream(into)) {
        out.write(body);
      }
    });
  }

  private static byte[] deflate(byte[] body) {
    return packed(into -> {
      try (var out = new DeflaterOutputStream(into)) {
        out.write(body);
      }
    });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static HttpResponse<String> post(String coding, byte[] body) {
    return server.send(
        server
            .request(INFER)
            .header("content-type", "application/json")
            .header("content-encoding", coding)
            .POST(BodyPublishers.ofByteArray(body))
            .build());
  }

  private static Consumer<HttpResponse<String>> refused(int status, String message) {
    return answer -> {
      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.body()).contains(message);
    };
  }

  private static void answered(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"data\":[1.0,2.5]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZip", "x-gzip"})
  void gzip_is_unpacked(String coding) {
    answered(post(coding, gzip(bytes(GOOD))));
  }

  @Test
  void deflate_is_unpacked() {
    answered(post("deflate", deflate(bytes(GOOD))));
  }

  @Test
  void identity_is_what_it_is() {
    answered(post("identity", bytes(GOOD)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "gzip, gzip"})
  void other_codings_are_refused_by_name(String coding) {
    assertThat(post(coding, gzip(bytes(GOOD))))
        .satisfies(refused(415, "content-encoding: \\\"" + coding + "\\\" isn't understood here"));
  }

  @Test
  void what_isnt_what_it_says_is_refused() {
    assertThat(post("gzip", bytes(GOOD))).satisfies(refused(400, "body: it isn't gzip"));
    assertThat(post("deflate", bytes(GOOD))).satisfies(refused(400, "body: it isn't deflate"));
  }

  @Test
  void what_ends_too_early_is_refused() {
    var whole = gzip(bytes(GOOD));
    assertThat(post("gzip", Arrays.copyOf(whole, whole.length / 2)))
        .satisfies(refused(400, "body: it isn't gzip: it ends too early"));
    assertThat(post("gzip", new byte[0]))
        .satisfies(refused(400, "body: it isn't gzip: it ends too early"));
  }

  @Test
  void what_is_too_large_when_unpacked_is_refused() {
    var bomb = gzip(bytes(GOOD + " ".repeat(200 * MOST)));
    assertThat(bomb.length).isLessThan(MOST);
    assertThat(post("gzip", bomb)).satisfies(refused(413, "it has more than 1048576 bytes"));
  }

  @Test
  void what_unpacks_to_nothing_without_end_is_refused() {
    // Blocks of zlib that hold nothing: 5 bytes each.
    var nothing =
        packed(into -> {
          into.write(new byte[] {0x78, 0x01});
          for (int i = 0; i < MOST; i++) {
            into.write(new byte[] {0, 0, 0, (byte) 0xFF, (byte) 0xFF});
          }
        });
    var answer =
        server.send(
            server
                .request(INFER)
                .header("content-type", "application/json")
                .header("content-encoding", "deflate")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(nothing)))
                .build());
    assertThat(answer).satisfies(refused(413, "it has more than 1048576 bytes"));
  }
}
