package dev.steward.sinks.to;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.sinks.Delivery;
import dev.steward.sinks.Recorded;
import dev.steward.sinks.to.TestServer.Answer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookSinkTest {

  private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
  private static final InstantSource CLOCK = InstantSource.fixed(Recorded.NOW);

  @TempDir Path folder;

  /** As the specification's own libraries check it. */
  private static String expected(TestServer.Got got) throws Exception {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    var signed =
        got.headers().get("webhook-id")
            + "."
            + got.headers().get("webhook-timestamp")
            + "."
            + new String(got.body(), UTF_8);
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
  }

  @Test
  void lines_of_json_come_signed_and_under_the_same_name_again() throws Exception {
    try (var log = new Recorded(folder);
        var server = new TestServer();
        var sink = new WebhookSink(server.at("/hook"), KEY, CLOCK)) {
      log.requests(3);
      assertThat(sink.deliver(log.batch())).isEqualTo(new Delivery.Taken(0));
      sink.deliver(log.batch());
      var got = server.next();
      assertThat(got.path()).isEqualTo("/hook");
      assertThat(got.headers())
          .containsEntry("content-type", "application/x-ndjson")
          .containsEntry("webhook-id", "example.com/gateway-0#0-5")
          .containsEntry("webhook-timestamp", String.valueOf(Recorded.NOW.getEpochSecond()))
          .containsEntry("webhook-signature", expected(got));
      assertThat(server.next().headers().get("webhook-id"))
          .isEqualTo(got.headers().get("webhook-id"));
      var lines = new String(got.body(), UTF_8).lines().toList();
      assertThat(lines).hasSize(6);
      var first = new ObjectMapper().readTree(lines.getFirst());
      assertThat(first.get("origin").asText()).isEqualTo("example.com/gateway-0");
      assertThat(first.get("index").asLong()).isZero();
      assertThat(first.get("kind").asText()).isEqualTo("start");
      assertThat(first.get("service").asText()).isEqualTo("team-a/minilm");
      assertThat(new ObjectMapper().readTree(lines.get(1)).get("responseBytes").asLong())
          .isEqualTo(34);
    }
  }

  @Test
  void whatever_isnt_taken_is_told_with_the_time_to_come_again() throws Exception {
    try (var log = new Recorded(folder);
        var server = new TestServer();
        var sink = new WebhookSink(server.at("/hook"), KEY, CLOCK)) {
      log.requests(1);
      server.answers(new Answer(503, Map.of("retry-after", "17"), "secret words"));
      assertThat(sink.deliver(log.batch()))
          .isEqualTo(
              new Delivery.NotTaken("127.0.0.1 answers 503", Optional.of(Duration.ofSeconds(17))));
      server.answers(new Answer(302, Map.of("location", "http://127.0.0.1:1/"), ""));
      assertThat(sink.deliver(log.batch())).isInstanceOf(Delivery.NotTaken.class);
      server.answers(new Answer(429, Map.of("retry-after", "999999"), ""));
      assertThat(sink.deliver(log.batch()))
          .isEqualTo(
              new Delivery.NotTaken("127.0.0.1 answers 429", Optional.of(Duration.ofHours(1))));
      assertThat(sink.deliver(log.batch())).isInstanceOf(Delivery.Taken.class);
    }
  }

  @Test
  void who_isnt_there_hasnt_taken_it() throws Exception {
    URI nobody;
    try (var server = new TestServer()) {
      nobody = server.at("/");
    }
    try (var log = new Recorded(folder);
        var sink = new WebhookSink(nobody, KEY, CLOCK)) {
      log.requests(1);
      assertThat(sink.deliver(log.batch()))
          .isInstanceOfSatisfying(
              Delivery.NotTaken.class,
              not -> assertThat(not.reason()).startsWith("127.0.0.1 can't be reached"));
    }
  }
}
