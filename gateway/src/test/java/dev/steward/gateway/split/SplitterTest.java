package dev.steward.gateway.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.shard.Aggregate;
import dev.steward.gateway.SeenTraffic;
import dev.steward.gateway.TestPods;
import dev.steward.gateway.proxy.Traffic;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches over several pods that behave well and badly. */
@Isolated("a pod that is late for another test's sake would be helped out")
class SplitterTest {
  private static final Duration PLENTY = Duration.ofSeconds(20);
  private static final String INFER = "/v2/models/minilm/infer";

  private static List<Integer> rows(ModelPod... pods) {
    return Stream.of(pods).flatMap(pod -> pod.rows().stream()).sorted().toList();
  }

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void a_batch_is_computed_by_all_pods_and_answered_as_one() throws Exception {
    try (var one = ModelPod.willing();
        var two = ModelPod.willing();
        var three = ModelPod.willing();
        var gateway = ShardedService.concatenating(one, two, three)) {
      assertThat(gateway.infer(9))
          .startsWith("HTTP/1.1 200")
          .contains("x-steward-parts: 3", "x-steward-revision: minilm-1", "x-request-id: ")
          .endsWith(ShardedService.echo(9));
      assertThat(rows(one, two, three)).containsExactly(3, 3, 3);
      assertThat(one.heads().getFirst())
          .contains("Via: 1.1 steward", "x-request-id: ", "Accept-Encoding: identity");
    }
  }

  @Test
  void a_connection_carries_one_batch_after_the_other() throws Exception {
    try (var one = ModelPod.willing();
        var two = ModelPod.willing();
        var gateway = ShardedService.concatenating(one, two);
        var client = gateway.connect()) {
      for (var rows = 2; rows < 40; rows++) {
        client.send(ShardedService.request(INFER, ShardedService.batch(rows)));
        assertThat(client.readAnswer()).endsWith(ShardedService.echo(rows));
      }
      TestPods.await(() -> gateway.inFlight() == 0);
    }
  }

  @Test
  void texts_are_embedded_by_all_pods_and_numbered_through() throws Exception {
    try (var one = ModelPod.willing();
        var two = ModelPod.willing();
        var gateway = new ShardedService(Aggregate.SUM, PLENTY, one, two)) {
      assertThat(
              gateway.post(
                  "/v1/embeddings",
                  "{\"model\":\"minilm\",\"input\":[\"10\",\"20\",\"30\",\"40\"]}"))
          .contains("x-steward-parts: 2")
          .contains("\"index\":3,\"embedding\":[40]", "\"prompt_tokens\":4,\"total_tokens\":4");
      assertThat(rows(one, two)).containsExactly(2, 2);
    }
  }

  @Test
  void rows_are_folded_to_one_even_where_there_is_one_pod() throws Exception {
    try (var one = ModelPod.willing();
        var two = ModelPod.willing();
        var alone = new ShardedService(Aggregate.SUM, PLENTY, one);
        var both = new ShardedService(Aggregate.SUM, PLENTY, one, two)) {
      for (var gateway : List.of(alone, both)) {
        assertThat(gateway.infer(4)).contains("\"shape\":[1,2],\"data\":[6.0,8.0]");
      }
    }
  }

  @Test
  void a_batch_that_waited_for_a_pod_is_folded_too() throws Exception {
    try (var one = ModelPod.willing();
        var two = ModelPod.willing();
        var gateway = ShardedService.held(Aggregate.SUM);
        var client = gateway.connect()) {
      client.send(ShardedService.request(INFER, ShardedService.batch(4)));
      TestPods.await(() -> gateway.inFlight() == 1);
      gateway.ready(one, two);
      assertThat(client.readAnswer()).contains("x-steward-parts: 2", "\"data\":[6.0,8.0]");
      client.send(ShardedService.request(INFER, ShardedService.batch(2)));
      assertThat(client.readAnswer()).contains("\"data\":[1.0,2.0]");
      TestPods.await(() -> gateway.inFlight() == 0);
    }
  }

  @Test
  void a_client_that_leaves_while_its_batch_waits_is_let_go() throws Exception {
    try (var gateway = ShardedService.held(Aggregate.SUM)) {
      try (var client = gateway.connect()) {
        client.send(ShardedService.request(INFER, ShardedService.batch(4)));
        TestPods.await(() -> gateway.inFlight() == 1);
      }
      TestPods.await(() -> gateway.inFlight() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[2,2],\"data\":[1,2]}]}"
      })
  void what_is_no_batch_goes_to_one_pod_byte_by_byte(String body) throws Exception {
    try (var one = ModelPod.willing();
        var two = ModelPod.willing();
        var gateway = ShardedService.concatenating(one, two)) {
      assertThat(gateway.post(INFER, body))
          .startsWith("HTTP/1.1 200")
          .doesNotContain("x-steward-parts");
      assertThat(rows(one, two)).hasSize(1);
      assertThat(Stream.of(one, two).flatMap(pod -> pod.heads().stream()).findFirst().orElseThrow())
          .contains("Content-Length: " + body.length());
    }
  }

  @Test
  void inputs_that_disagree_on_the_rows_are_refused_and_the_connection_goes_on() throws Exception {
    try (var one = ModelPod.willing();
        var two = ModelPod.willing();
        var gateway = ShardedService.concatenating(one, two);
        var client = gateway.connect()) {
      client.send(
          ShardedService.request(
              INFER,
              "{\"inputs\":[{\"name\":\"a\",\"shape\":[2],\"data\":[1,2]},{\"name\":\"b\",\"shape\":[3],\"data\":[1,2,3]}]}"));
      assertThat(client.readAnswer())
          .startsWith("HTTP/1.1 400")
          .contains(
              "x-steward-error: invalid_tensor", "\\\"b\\\" has 3 rows, inputs[0] \\\"a\\\" has 2")
          .doesNotContain("Connection: close");
      client.send(ShardedService.request(INFER, ShardedService.batch(2)));
      assertThat(client.readAnswer()).endsWith(ShardedService.echo(2));
    }
  }

  @Test
  void what_cannot_be_read_is_refused_where_its_rows_were_to_be_folded() throws Exception {
    try (var one = ModelPod.willing();
        var gateway = new ShardedService(Aggregate.MEAN, PLENTY, one)) {
      assertThat(gateway.post(INFER, "{\"inputs\":[{]}")).startsWith("HTTP/1.1 400");
      assertThat(one.heads()).isEmpty();
    }
  }

  @Test
  void a_fast_pod_gets_more_rows_than_a_slow_one() throws Exception {
    try (var slow =
            new ModelPod((talk, request) -> {
              // Work, not a wait for something: this pod is slow.
              TimeUnit.MILLISECONDS.sleep(120);
              return true;
            });
        var fast =
            new ModelPod((talk, request) -> {
              TimeUnit.MILLISECONDS.sleep(20);
              return true;
            });
        var gateway = ShardedService.concatenating(slow, fast)) {
      for (var request = 0; request < 3; request++) {
        assertThat(gateway.infer(60)).endsWith(ShardedService.echo(60));
      }
      assertThat(fast.rows().getLast()).isGreaterThan(2 * slow.rows().getLast());
    }
  }

  @Test
  void a_straggler_is_hedged_and_called_off() throws Exception {
    var seen = new SeenTraffic();
    try (var stuck = ModelPod.stuck();
        var one = ModelPod.willing();
        var two = ModelPod.willing();
        var gateway = new ShardedService(Aggregate.CONCAT, PLENTY, seen, stuck, one, two)) {
      assertThat(gateway.infer(9)).endsWith(ShardedService.echo(9));
      // On a busy machine the others may be late, too.
      assertThat(seen.runs())
          .startsWith(Traffic.Run.FIRST, Traffic.Run.FIRST, Traffic.Run.FIRST)
          .contains(Traffic.Run.HEDGE);
      assertThat(stuck.left().await(10, TimeUnit.SECONDS)).isTrue();
      TestPods.await(() -> gateway.inFlight() == 0);
    }
  }

  @Test
  void second_tries_end_with_their_budget() throws Exception {
    var seen = new SeenTraffic();
    try (var one = ModelPod.stuck();
        var two = ModelPod.stuck();
        var three = ModelPod.stuck();
        var willing = ModelPod.willing();
        var gateway =
            new ShardedService(
                Aggregate.CONCAT, Duration.ofSeconds(1), seen, one, two, three, willing)) {
      assertThat(gateway.infer(8)).startsWith("HTTP/1.1 504");
      assertThat(seen.runs().stream().filter(Traffic.Run.HEDGE::equals)).hasSize(2);
    }
  }

  @Test
  void what_a_dying_pod_did_not_answer_is_computed_elsewhere() throws Exception {
    try (var dying =
            new ModelPod((talk, request) -> {
              talk.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"outputs\"");
              talk.reset();
              return false;
            });
        var one = ModelPod.willing();
        var two = ModelPod.willing();
        var gateway = ShardedService.concatenating(dying, one, two)) {
      // Nobody's speed is known yet, so each gets a part.
      assertThat(gateway.infer(9)).endsWith(ShardedService.echo(9));
      assertThat(dying.heads()).isNotEmpty();
    }
  }

  @Test
  void a_pod_that_refuses_connections_costs_no_batch() throws Exception {
    var seen = new SeenTraffic();
    try (var one = ModelPod.willing();
        var gateway =
            new ShardedService(Aggregate.CONCAT, PLENTY, seen, one.port(), closedPort())) {
      assertThat(gateway.infer(4)).endsWith(ShardedService.echo(4));
      assertThat(seen.runs()).contains(Traffic.Run.RERUN);
    }
  }

  @Test
  void a_pod_that_is_full_is_stood_in_for() throws Exception {
    try (var full =
            new ModelPod((talk, request) -> {
              ModelPod.answer(talk, "429 Too Many Requests", "{\"error\":\"full\"}");
              return false;
            });
        var one = ModelPod.willing();
        var gateway = ShardedService.concatenating(full, one)) {
      assertThat(gateway.infer(4)).endsWith(ShardedService.echo(4));
    }
  }

  @Test
  void where_every_pod_dies_the_answer_is_one_error() throws Exception {
    ModelPod.Manner dies =
        (talk, request) -> {
          talk.reset();
          return false;
        };
    try (var one = new ModelPod(dies);
        var two = new ModelPod(dies);
        var gateway = ShardedService.concatenating(one, two)) {
      assertThat(gateway.infer(4)).startsWith("HTTP/1.1 502").contains("bad_replica", "broke off");
      TestPods.await(() -> gateway.inFlight() == 0);
    }
  }

  @Test
  void what_one_part_is_refused_for_the_batch_is_refused_for() throws Exception {
    try (var stuck = ModelPod.stuck();
        var picky =
            new ModelPod((talk, request) -> {
              TestPods.await(() -> !stuck.rows().isEmpty());
              ModelPod.answer(talk, "400 Bad Request", "{\"error\":\"inputs[0].data[0]: no\"}");
              return false;
            });
        var gateway = ShardedService.concatenating(picky, stuck)) {
      assertThat(gateway.infer(4))
          .startsWith("HTTP/1.1 400")
          .containsPattern("\\{\"error\":\"rows (0 to 1|2 to 3): inputs\\[0]\\.data\\[0]: no\"}");
      assertThat(stuck.left().await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void an_answer_with_a_row_too_few_is_an_error_and_no_answer() throws Exception {
    try (var lossy =
            new ModelPod((talk, request) -> {
              ModelPod.answer(
                  talk,
                  "200 OK",
                  "{\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2]}]}");
              return false;
            });
        var one = ModelPod.willing();
        var gateway = ShardedService.concatenating(lossy, one)) {
      assertThat(gateway.infer(4))
          .startsWith("HTTP/1.1 502")
          .contains("cannot_aggregate", "its shape is [1,2], not one with 2 rows");
    }
  }

  @Test
  void a_client_that_leaves_calls_all_parts_off() throws Exception {
    var seen = new SeenTraffic();
    try (var one = ModelPod.stuck();
        var two = ModelPod.stuck();
        var gateway = new ShardedService(Aggregate.CONCAT, PLENTY, seen, one, two)) {
      try (var client = gateway.connect()) {
        client.send(ShardedService.request(INFER, ShardedService.batch(4)));
        TestPods.await(() -> one.rows().size() + two.rows().size() == 2);
      }
      assertThat(one.left().await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(two.left().await(10, TimeUnit.SECONDS)).isTrue();
      TestPods.await(() -> gateway.inFlight() == 0);
      assertThat(seen.statuses()).containsExactly(Traffic.CLIENT_LEFT);
    }
  }

  @Test
  void the_deadline_holds_for_the_whole_batch() throws Exception {
    try (var one = ModelPod.stuck();
        var two = ModelPod.stuck();
        var gateway = new ShardedService(Aggregate.CONCAT, Duration.ofMillis(300), one, two)) {
      assertThat(gateway.infer(4)).startsWith("HTTP/1.1 504").contains("deadline_exceeded");
      assertThat(one.left().await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_batch_whose_client_sends_it_slowly_is_cut_all_the_same() throws Exception {
    try (var one = ModelPod.willing();
        var two = ModelPod.willing();
        var gateway = ShardedService.concatenating(one, two);
        var client = gateway.connect()) {
      var request = ShardedService.request(INFER, ShardedService.batch(4));
      client.send(request.substring(0, request.length() - 30));
      client.send(request.substring(request.length() - 30));
      assertThat(client.readAnswer()).contains("x-steward-parts: 2");
    }
  }

  @Test
  void a_batch_too_large_to_be_cut_is_passed_on_whole_or_refused() throws Exception {
    var begun = new CountDownLatch(1);
    try (var one =
            new ModelPod((talk, request) -> {
              begun.countDown();
              return true;
            });
        var two = ModelPod.willing();
        var concatenating = ShardedService.concatenating(one, two);
        var summing = new ShardedService(Aggregate.SUM, PLENTY, one, two)) {
      var body = ShardedService.batch(2).replace("[2,2]", " ".repeat(17 << 20) + "[2,2]");
      assertThat(concatenating.post(INFER, body))
          .startsWith("HTTP/1.1 200")
          .doesNotContain("x-steward-parts");
      assertThat(summing.post(INFER, body)).startsWith("HTTP/1.1 413").contains("send fewer rows");
    }
  }
}
