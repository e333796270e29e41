package dev.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.gateway.proxy.Limits;
import dev.steward.gateway.proxy.Traffic;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients and pods that do what HTTP forbids, or what it allows and few do. */
class HostileTrafficTest {
  private static final Duration SHORT = Duration.ofSeconds(3);
  private static final String GET = "GET /v2/x HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @ParameterizedTest
  @ValueSource(strings = {"100 Continue", "102 Processing", "103 Early Hints", "110 Odd"})
  void what_a_pod_says_before_its_answer_isn_t_taken_for_it(String interim) throws Exception {
    try (var pod =
            new ScriptedPod(talk -> {
              while (talk.readHead()) {
                talk.write("HTTP/1.1 %s\r\nLink: </a>\r\n\r\n".formatted(interim).repeat(2) + OK);
              }
            });
        var gateway = new OneService(SHORT, pod.port());
        var client = gateway.connect()) {
      for (var i = 0; i < 2; i++) {
        assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200").endsWith("ok");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "101 Switching Protocols\r\n\r\n",
        "099 Low\r\n\r\n",
        "700 High\r\nContent-Length: 0\r\n\r\n",
        "200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok",
        "200 OK\r\nBad Name: 1\r\nContent-Length: 2\r\n\r\nok",
      })
  void what_is_no_answer_of_http_is_a_broken_replica_s(String answer) throws Exception {
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              talk.write("HTTP/1.1 " + answer);
              talk.read();
            });
        var gateway = new OneService(SHORT, pod.port());
        var client = gateway.connect()) {
      assertThat(client.send(GET).readAnswer())
          .startsWith("HTTP/1.1 502")
          .contains("x-steward-error: bad_replica", "broke off");
    }
  }

  @ParameterizedTest
  @CsvSource({"31000, 200", "40000, 502"})
  void a_pod_s_head_is_taken_up_to_its_limit(int length, int status) throws Exception {
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              talk.write(
                  RawClient.head(
                          "HTTP/1.1 200 OK", "X-Long: " + "y".repeat(length), "Content-Length: 2")
                      + "ok");
              talk.read();
            });
        var gateway = new OneService(SHORT, pod.port());
        var client = gateway.connect()) {
      assertThat(client.send(GET).readAnswer())
          .startsWith("HTTP/1.1 " + status)
          .contains("x-request-id: ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/models/%E2%82%AC/caf%C3%A9;a=b?q=%E2%82%AC",
        "/v2/%7Ea%41/a%3Bb+c",
        "/v2?a={\"b\":[1]}|^`"
      })
  void a_target_reaches_the_pod_as_it_was_sent(String target) throws Exception {
    var heads = new LinkedBlockingQueue<String>();
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              heads.add(talk.head());
              talk.write(OK);
            });
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      assertThat(client.send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").readAnswer())
          .endsWith("ok");
      assertThat(heads.take()).startsWith("GET " + target + " HTTP/1.1\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2?%zz", "/v2?a=%", "/v2?a=é"})
  void a_query_that_can_t_be_sent_on_is_refused_and_harms_no_pod(String target) throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      assertThat(client.send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").readAnswer())
          .startsWith("HTTP/1.1 400")
          .contains("query: ");
      assertThat(pod.connections()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v2 HTTP/9.9\r\nHost: x\r\n\r\n",
        "GET /v2\r\n\r\n",
        "POST /v2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\nhi\r\n0\r\n\r\n",
        "POST /v2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhiXX\r\n0\r\n\r\n",
        "POST /v2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\nhi\n0\n\n",
      })
  void what_isn_t_http_is_the_client_s_fault(String request) throws Exception {
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              while (talk.read() >= 0) {
                // Until the gateway has had enough of the client.
              }
            });
        var gateway = new OneService(SHORT, pod.port());
        var client = gateway.connect();
        var front = gateway.connectToFront()) {
      assertThat(client.send(request).readAnswer())
          .startsWith("HTTP/1.1 400")
          .contains("{\"error\":\"request: isn't valid HTTP/1.1");
      assertThat(front.send(request.replace("/v2", "/v1/x")).readAnswer())
          .startsWith("HTTP/1.1 400");
      TestPods.await(() -> gateway.server().inFlight() == 0);
    }
  }

  @Test
  void a_path_longer_than_taken_is_too_large_a_head() throws Exception {
    try (var gateway = new OneService();
        var client = gateway.connect()) {
      client.send("GET /v2/%s HTTP/1.1\r\nHost: x\r\n\r\n".formatted("y".repeat(20_000)));
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 431").contains("path: longer");
    }
  }

  @Test
  void trailers_carry_nothing_that_decides_about_the_message() throws Exception {
    var trailers = new LinkedBlockingQueue<String>();
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              while (!talk.readChunk().isEmpty()) {
                // Until the last.
              }
              for (var line = talk.readLine(); !line.isEmpty(); line = talk.readLine()) {
                trailers.add(line);
              }
              talk.write(OK);
            });
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      client.send(
          RawClient.head(
                  "POST /v1/x HTTP/1.1",
                  "Host: x",
                  "Trailer: X-Check, Content-Length, Host, Transfer-Encoding",
                  "Transfer-Encoding: chunked")
              + RawClient.head(
                  "2",
                  "hi",
                  "0",
                  "Content-Length: 9",
                  "Host: y",
                  "Transfer-Encoding: gzip",
                  "X-Request-Id: mine",
                  "X-Check: 9"));
      assertThat(client.readAnswer()).endsWith("ok");
      assertThat(trailers).containsExactly("X-Check: 9");
    }
  }

  @Test
  void a_client_that_still_sends_sees_the_answer_a_pod_gave_early() throws Exception {
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              talk.write("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbad");
              while (talk.read() >= 0) {
                // Closed earlier, the connection would be reset and the answer lost on its way.
              }
            });
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      var body = new byte[20 << 20];
      client.send(
          "POST /v2/x HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n".formatted(body.length));
      client.send(body);
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 413").endsWith("bad");
      TestPods.await(() -> gateway.server().inFlight() == 0);
    }
  }

  @Test
  void a_body_that_was_cut_doesn_t_look_whole_to_the_pod() throws Exception {
    var seen = new LinkedBlockingQueue<String>();
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              var read = new StringBuilder();
              for (var next = talk.read(); next >= 0; next = talk.read()) {
                read.append((char) next);
              }
              seen.add(read.toString());
            });
        var gateway = new OneService(pod.port())) {
      try (var client = gateway.connect()) {
        client.send(
            "POST /v2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n");
        TestPods.await(() -> gateway.server().inFlight() == 1 && pod.connections() == 1);
      }
      assertThat(seen.poll(10, TimeUnit.SECONDS)).doesNotContain("0\r\n\r\n");
      TestPods.await(() -> gateway.server().inFlight() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_client_that_leaves_in_the_middle_of_an_answer_frees_its_pod(boolean podGoesOn)
      throws Exception {
    var left = new CountDownLatch(1);
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              talk.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n");
              try {
                while (podGoesOn) {
                  talk.write("400\r\n" + "x".repeat(1024) + "\r\n");
                }
                talk.read();
              } finally {
                left.countDown();
              }
            });
        var gateway = new OneService(pod.port())) {
      try (var client = gateway.connect()) {
        client.send(GET).readUntil("ok");
      }
      assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
      TestPods.await(() -> gateway.server().inFlight() == 0);
    }
  }

  @Test
  void an_answer_that_stalls_ends_at_the_deadline() throws Exception {
    var left = new CountDownLatch(1);
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              talk.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
              talk.read();
              left.countDown();
            });
        var gateway = new OneService(Duration.ofMillis(500), pod.port());
        var client = gateway.connect()) {
      assertThat(client.send(GET).readAll()).endsWith("half");
      assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
      TestPods.await(() -> gateway.server().inFlight() == 0);
    }
  }

  @Test
  void a_client_that_reads_nothing_for_the_idle_time_is_broken_off() throws Exception {
    var seen = new SeenTraffic();
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              talk.write("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(1L << 30));
              while (true) {
                talk.write("x".repeat(1 << 20));
              }
            });
        var gateway = new OneService(Duration.ofMinutes(10), TestPods.quick(), seen, pod.port());
        var client = gateway.connect()) {
      client.send(GET).readHead();
      TestPods.await(() -> gateway.server().inFlight() == 0);
      assertThat(seen.statuses()).containsExactly(Traffic.CLIENT_LEFT);
    }
  }

  @Test
  void a_client_that_closed_its_side_is_gone_and_gets_no_answer() throws Exception {
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              talk.read();
            });
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      client.send(GET);
      TestPods.await(() -> pod.connections() == 1);
      client.endSending();
      assertThat(client.readAll()).isEmpty();
    }
  }

  @Test
  void a_body_that_hides_its_model_in_small_steps_is_refused_in_time() throws Exception {
    var limits = Limits.defaults().withPeek(1 << 20, Duration.ofMillis(300));
    try (var gateway = new OneService(SHORT, GatewaySettings.defaults().withLimits(limits));
        var client = gateway.connectToFront()) {
      client.send("POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{");
      var trickle =
          Thread.startVirtualThread(() -> {
            try {
              while (true) {
                client.send(" ");
                Thread.sleep(Duration.ofMillis(20));
              }
            } catch (IOException | InterruptedException e) {
              // It was told.
            }
          });
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 408").contains("model: didn't come");
      trickle.interrupt();
      assertThat(gateway.server().inFlight()).isZero();
    }
  }

  @Test
  void the_room_for_bodies_whose_model_is_looked_for_is_bounded() throws Exception {
    var limits = Limits.defaults().withPeek(50_000, Duration.ofSeconds(20));
    try (var gateway = new OneService(SHORT, GatewaySettings.defaults().withLimits(limits));
        var client = gateway.connectToFront()) {
      client.send(lateModel("minilm"));
      assertThat(client.readAnswer())
          .startsWith("HTTP/1.1 429")
          .contains("Retry-After: 1", "queue_full");
    }
  }

  @ParameterizedTest
  @CsvSource({"minilm, 200", "nobody, 404"})
  void what_was_kept_to_find_a_model_is_let_go(String model, int status) throws Exception {
    var limits = Limits.defaults().withPeek(150_000, Duration.ofSeconds(20));
    try (var pod = ScriptedPod.answering("ok");
        var gateway =
            new OneService(SHORT, GatewaySettings.defaults().withLimits(limits), pod.port())) {
      for (var i = 0; i < 5; i++) {
        try (var client = gateway.connectToFront()) {
          client.send(lateModel(model));
          assertThat(client.readAnswer()).startsWith("HTTP/1.1 " + status);
        }
      }
    }
  }

  /** A request that names its model after 100 kB. */
  private static String lateModel(String model) {
    var body = "{\"input\":\"%s\",\"model\":\"%s\"}".formatted("x".repeat(100_000), model);
    return RawClient.head("POST /v1/x HTTP/1.1", "Host: x", "Content-Length: " + body.length())
        + body;
  }

  @Test
  void a_front_port_that_leaves_refuses_instead_of_keeping_clients_waiting() throws Exception {
    var release = new CountDownLatch(1);
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              release.await();
              talk.write(OK);
            });
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      client.send(GET);
      TestPods.await(() -> gateway.server().inFlight() == 1);
      var drain =
          new Drain(
              Duration.ZERO, Duration.ofMillis(50), Duration.ofSeconds(2), Duration.ofSeconds(20));
      var leaving =
          Thread.startVirtualThread(() -> {
            try {
              gateway.server().drain(drain, () -> false);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      TestPods.await(() -> isRefused(gateway));
      release.countDown();
      assertThat(client.readAnswer()).endsWith("ok");
      leaving.join();
    }
  }

  @Test
  void a_request_that_no_pod_can_be_blamed_for_puts_none_aside() throws Exception {
    var seen = new SeenTraffic();
    try (var pod = ScriptedPod.answering("ok");
        var gateway = new OneService(SHORT, GatewaySettings.defaults(), seen, pod.port());
        var client = gateway.connect()) {
      client.send("GET /v2?%zz HTTP/1.1\r\nHost: x\r\n\r\n").readAnswer();
      client.send(GET).readAnswer();
      TestPods.await(() -> gateway.server().inFlight() == 0);
      assertThat(seen.unreachable()).isZero();
    }
  }

  private static boolean isRefused(OneService gateway) throws IOException {
    try (var late = gateway.connectToFront()) {
      late.send("x".getBytes(StandardCharsets.UTF_8));
      return false;
    } catch (ConnectException refused) {
      return true;
    }
  }
}
