package dev.steward.gateway.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.shard.Aggregate;
import dev.steward.gateway.ScriptedPod;
import dev.steward.gateway.proxy.Traffic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of services whose batches are cut, with binary tensors: none is. */
class BinaryTensorsTest {
  private static final Duration PLENTY = Duration.ofSeconds(20);
  private static final String INFER = "/v2/models/minilm/infer";
  private static final String HEADER = "Inference-Header-Content-Length";
  private static final String JSON =
      "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"UINT8\",\"shape\":[256],\"parameters\":{\"binary_data_size\":256}}]}";

  /** JSON and every byte there is. */
  private static byte[] body() {
    var body = new ByteArrayOutputStream();
    body.writeBytes(JSON.getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 256; i++) {
      body.write(i);
    }
    return body.toByteArray();
  }

  private static byte[] message(String firstLine) {
    var message = new ByteArrayOutputStream();
    message.writeBytes(
        "%s\r\nHost: x\r\nContent-Type: application/octet-stream\r\n%s: %d\r\nContent-Length: %d\r\n\r\n"
            .formatted(firstLine, HEADER, JSON.length(), body().length)
            .getBytes(StandardCharsets.UTF_8));
    message.writeBytes(body());
    return message.toByteArray();
  }

  /** A pod that answers what it is sent. */
  private static ScriptedPod echo(List<byte[]> seen) throws IOException {
    return new ScriptedPod(talk -> {
      while (talk.readHead()) {
        assertThat(talk.head()).contains(HEADER + ": " + JSON.length() + "\r\n");
        seen.add(talk.read(body().length));
        talk.write(message("HTTP/1.1 200 OK"));
      }
    });
  }

  @Test
  void they_pass_whole_to_one_pod_with_their_header_and_so_does_the_answer() throws Exception {
    var seen = new CopyOnWriteArrayList<byte[]>();
    try (var one = echo(seen);
        var two = echo(seen);
        var gateway =
            new ShardedService(
                Aggregate.CONCAT, PLENTY, Traffic.unobserved(), one.port(), two.port());
        var client = gateway.connect()) {
      client.send(message("POST " + INFER + " HTTP/1.1"));
      assertThat(client.readHead())
          .startsWith("HTTP/1.1 200")
          .contains(
              HEADER + ": " + JSON.length() + "\r\n", "Content-Type: application/octet-stream\r\n");
      var answered = new ByteArrayOutputStream();
      while (answered.size() < body().length) {
        answered.write(client.read());
      }
      assertThat(answered.toByteArray()).isEqualTo(body());
      assertThat(seen).containsExactly(body());
    }
  }

  @Test
  void where_rows_are_folded_they_are_refused() throws Exception {
    try (var one = ModelPod.willing();
        var two = ModelPod.willing();
        var gateway = new ShardedService(Aggregate.SUM, PLENTY, one, two);
        var client = gateway.connect()) {
      client.send(message("POST " + INFER + " HTTP/1.1"));
      assertThat(client.readAnswer())
          .startsWith("HTTP/1.1 415")
          .contains("inference-header-content-length: the rows of binary tensors can't be told");
      assertThat(one.heads()).isEmpty();
      assertThat(two.heads()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"parameters\":{\"binary_data_output\":true}",
        "\"outputs\":[{\"name\":\"y\",\"parameters\":{\"binary_data\":true}}]"
      })
  void a_batch_that_asks_for_binary_outputs_passes_whole_or_is_refused(String asked)
      throws Exception {
    var body = ShardedService.batch(4).replaceFirst("\\{", "{" + asked + ",");
    try (var one = ModelPod.willing();
        var two = ModelPod.willing();
        var concatenating = ShardedService.concatenating(one, two);
        var summing = new ShardedService(Aggregate.SUM, PLENTY, one, two)) {
      assertThat(concatenating.post(INFER, body)).startsWith("HTTP/1.1 200");
      assertThat(Stream.of(one, two).flatMap(pod -> pod.rows().stream())).containsExactly(4);
      assertThat(summing.post(INFER, body))
          .startsWith("HTTP/1.1 415")
          .contains("the rows of binary outputs can't be put together; ask for JSON");
    }
  }
}
