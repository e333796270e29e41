package dev.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.gateway.proxy.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How requests and answers pass, against pods that behave well and badly. */
class ProxyTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @Test
  void a_chunk_arrives_when_the_pod_wrote_it() throws Exception {
    var next = new LinkedBlockingQueue<String>();
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              talk.write(
                  "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding:"
                      + " chunked\r\n\r\n");
              for (var event = next.take(); !event.isEmpty(); event = next.take()) {
                talk.write("%x\r\n%s\r\n".formatted(event.length(), event));
              }
              talk.write("0\r\n\r\n");
              talk.readHead();
            });
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      client.send("GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.readHead()).contains("200 OK", "text/event-stream");
      next.add("data: one\n\n");
      assertThat(client.readUntil("one\n\n")).contains("data: one");
      next.add("data: two\n\n");
      assertThat(client.readUntil("two\n\n")).contains("data: two");
      next.add("");
      assertThat(client.readUntil("0\r\n\r\n")).endsWith("0\r\n\r\n");
    }
  }

  @Test
  void a_chunk_of_a_request_reaches_the_pod_when_the_client_wrote_it() throws Exception {
    var seen = new LinkedBlockingQueue<String>();
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              for (var chunk = talk.readChunk(); !chunk.isEmpty(); chunk = talk.readChunk()) {
                seen.add(chunk);
              }
              talk.readLine();
              talk.write(OK);
            });
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      client.send("POST /v1/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send("3\r\none\r\n");
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("one");
      client.send("3\r\ntwo\r\n");
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("two");
      client.send("0\r\n\r\n");
      assertThat(client.readAnswer()).endsWith("ok");
    }
  }

  @Test
  void a_client_that_doesn_t_read_slows_the_pod_down() throws Exception {
    var written = new AtomicInteger();
    var mebibyte = "x".repeat(1 << 20);
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              talk.write("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(256L << 20));
              for (var i = 0; i < 256; i++) {
                talk.write(mebibyte);
                written.incrementAndGet();
              }
            });
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      client.send("GET /v1/x HTTP/1.1\r\nHost: x\r\n\r\n");
      client.readHead();
      TestPods.awaitStill(written::get);
      assertThat(written.get()).isLessThan(64);
      for (var i = 0L; i < 256L << 20; i++) {
        client.read();
      }
      assertThat(written.get()).isEqualTo(256);
    }
  }

  @Test
  void an_answer_has_one_date_the_pods() throws Exception {
    var date = "Sat, 01 Aug 2026 10:00:00 GMT";
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              talk.write(
                  "HTTP/1.1 200 OK\r\nDate: %s\r\nContent-Length: 2\r\n\r\nok".formatted(date));
            });
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      client.send("GET /v1/x HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.readAnswer().lines().filter(line -> line.startsWith("Date:")))
          .containsExactly("Date: " + date);
    }
  }

  @Test
  void hop_by_hop_fields_stay_and_the_others_pass() throws Exception {
    var heads = new LinkedBlockingQueue<String>();
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              heads.add(talk.head());
              talk.write(
                  RawClient.head(
                          "HTTP/1.1 200 OK",
                          "Connection: keep-alive, X-Hop",
                          "X-Hop: 1",
                          "Keep-Alive: timeout=5",
                          "X-End: 2",
                          "Set-Cookie: a=1",
                          "Set-Cookie: b=2",
                          "x-request-id: other",
                          "Content-Length: 2")
                      + "ok");
            });
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      client.send(
          RawClient.head(
              "GET /v1/x?a=1%202 HTTP/1.1",
              "Host: h.example",
              "Connection: X-Gone, Upgrade",
              "X-Gone: 1",
              "TE: trailers",
              "Upgrade: websocket",
              "Proxy-Authorization: secret",
              "X-Stay: 2",
              "Accept-Encoding: br",
              "X-Request-Id: abc-1"));
      assertThat(client.readAnswer())
          .contains("X-End: 2", "Set-Cookie: a=1", "Set-Cookie: b=2", "x-request-id: abc-1")
          .contains("x-steward-revision: minilm-1")
          .doesNotContain("X-Hop", "Keep-Alive", "other");
      assertThat(heads.take())
          .startsWith("GET /v1/x?a=1%202 HTTP/1.1\r\n")
          .contains("Host: h.example", "X-Stay: 2", "Accept-Encoding: br", "x-request-id: abc-1")
          .contains("Via: 1.1 steward")
          .doesNotContain("X-Gone", "TE:", "Upgrade", "Proxy-Auth", "User-Agent");
    }
  }

  @Test
  void a_request_id_that_could_harm_a_log_is_replaced() throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      client.send("GET /v1/x HTTP/1.1\r\nHost: x\r\nx-request-id: a b{}\r\n\r\n");
      assertThat(client.readAnswer()).containsPattern("x-request-id: [0-9a-f]{32}\r\n");
    }
  }

  @Test
  void trailers_pass_in_both_directions() throws Exception {
    var trailers = new LinkedBlockingQueue<String>();
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              while (!talk.readChunk().isEmpty()) {
                // Until the last.
              }
              trailers.add(talk.readLine());
              talk.write(
                  RawClient.head("HTTP/1.1 200 OK", "Trailer: X-Sum", "Transfer-Encoding: chunked")
                      + RawClient.head("2", "ok", "0", "X-Sum: 7"));
            });
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      client.send(
          RawClient.head(
                  "POST /v1/x HTTP/1.1",
                  "Host: x",
                  "Trailer: X-Check",
                  "Transfer-Encoding: chunked")
              + RawClient.head("2", "hi", "0", "X-Check: 9"));
      assertThat(client.readUntil("7\r\n\r\n")).contains("X-Sum: 7");
      assertThat(trailers.take()).isEqualTo("X-Check: 9");
    }
  }

  @Test
  void a_head_request_tells_the_length_and_sends_nothing() throws Exception {
    try (var pod =
            new ScriptedPod(talk -> {
              while (talk.readHead()) {
                talk.write("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n");
              }
            });
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      for (var i = 0; i < 2; i++) {
        client.send("HEAD /v1/x HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(client.readHead()).startsWith("HTTP/1.1 200").contains("Content-Length: 1234");
      }
    }
  }

  @Test
  void a_client_that_waits_for_100_continue_gets_it_once_a_pod_takes_its_body() throws Exception {
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              assertThat(talk.head()).doesNotContain("Expect");
              var body = talk.readBody();
              talk.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + body);
            });
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      client.send(
          "POST /v1/x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 100");
      client.send("hi");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").endsWith("hi");
    }
  }

  @Test
  void a_client_that_waits_for_100_continue_and_is_refused_isn_t_asked_for_its_body()
      throws Exception {
    try (var none = new OneService();
        var client = none.connect()) {
      client.send(
          "POST /v1/x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 503").contains("Connection: close");
    }
  }

  @Test
  void requests_sent_before_the_last_was_answered_are_answered_in_order() throws Exception {
    try (var pod =
            new ScriptedPod(talk -> {
              while (talk.readHead()) {
                var path = talk.head().substring(5, 6);
                Thread.sleep(Duration.ofMillis(50));
                talk.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + path);
              }
            });
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
      Thread.sleep(Duration.ofMillis(20));
      client.send(
          "GET /b HTTP/1.1\r\nHost: %s\r\n\r\nGET /c HTTP/1.1\r\nHost: x\r\n\r\n"
              .formatted("long-".repeat(40)));
      assertThat(client.readAnswer()).endsWith("a");
      assertThat(client.readAnswer()).endsWith("b");
      assertThat(client.readAnswer()).endsWith("c");
    }
  }

  @Test
  void thousands_of_requests_on_one_connection_are_all_answered() throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      for (var i = 0; i < 5000; i++) {
        client.send("POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
        assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").endsWith("ok");
      }
      // A next request may come before the last one's connection is put back.
      assertThat(pod.connections()).isLessThan(5);
    }
  }

  @Test
  void clients_that_send_without_a_pause_are_all_answered() throws Exception {
    var answered = new AtomicInteger();
    try (var pod = ScriptedPod.answering("ok");
        var gateway = new OneService(pod.port());
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < 8; i++) {
        clients.execute(() -> {
          try (var client = gateway.connect()) {
            for (var j = 0; j < 2500; j++) {
              client.send("POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
              assertThat(client.readAnswer()).endsWith("ok");
              answered.incrementAndGet();
            }
          } catch (IOException e) {
            // Told by the count.
          }
        });
      }
      clients.shutdown();
      assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(answered).hasValue(8 * 2500);
  }

  @Test
  void a_pod_that_is_late_is_left_and_the_client_told() throws Exception {
    var left = new CountDownLatch(1);
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              talk.readBody();
              assertThat(talk.read()).isEqualTo(-1);
              left.countDown();
            });
        var gateway = new OneService(Duration.ofMillis(300), pod.port());
        var client = gateway.connect()) {
      client.send("POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
      assertThat(client.readAnswer())
          .startsWith("HTTP/1.1 504")
          .contains("\"code\":\"deadline_exceeded\"", "300 ms");
      assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
      client.send("GET /v2/x HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 504").contains("{\"error\":\"");
    }
  }

  @Test
  void a_client_that_left_frees_its_pod() throws Exception {
    var begun = new CountDownLatch(1);
    var left = new CountDownLatch(1);
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              talk.readBody();
              begun.countDown();
              talk.read();
              left.countDown();
            });
        var gateway = new OneService(pod.port())) {
      try (var client = gateway.connect()) {
        client.send("POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(left.await(5, TimeUnit.SECONDS)).isTrue();
      TestPods.await(() -> gateway.server().inFlight() == 0);
    }
  }

  @Test
  void an_answer_that_breaks_off_doesn_t_look_whole() throws Exception {
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              talk.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
            });
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      client.send("GET /v1/x HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.readAll()).contains("half").doesNotContain("0\r\n\r\n");
      TestPods.await(() -> gateway.server().inFlight() == 0);
    }
  }

  @Test
  void a_pod_that_dies_before_it_answers_a_post_is_told_and_not_asked_again() throws Exception {
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              talk.readBody();
              talk.reset();
            });
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      client.send("POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 502").contains("bad_replica");
      assertThat(pod.connections()).isEqualTo(1);
    }
  }

  @Test
  void a_get_that_a_dying_pod_didn_t_answer_goes_to_another() throws Exception {
    try (var dying = new ScriptedPod(ScriptedPod.Talk::readHead);
        var living = ScriptedPod.answering("alive");
        var gateway = new OneService(dying.port(), living.port())) {
      for (var i = 0; i < 20; i++) {
        try (var client = gateway.connect()) {
          client.send("GET /v1/x HTTP/1.1\r\nHost: x\r\n\r\n");
          assertThat(client.readAnswer()).endsWith("alive");
        }
      }
    }
  }

  @Test
  void a_pod_that_refuses_connections_costs_no_request() throws Exception {
    try (var living = ScriptedPod.answering("alive");
        var gateway = new OneService(closedPort(), living.port())) {
      for (var i = 0; i < 20; i++) {
        try (var client = gateway.connect()) {
          client.send("POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
          assertThat(client.readAnswer()).endsWith("alive");
        }
      }
    }
  }

  @Test
  void without_a_ready_pod_the_client_is_asked_to_come_again() throws Exception {
    try (var none = new OneService();
        var unreachable = new OneService(closedPort());
        var client = none.connect();
        var other = unreachable.connect()) {
      client.send("GET /v2 HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.readAnswer())
          .startsWith("HTTP/1.1 503")
          .contains("Retry-After: 1", "no replica of team-a/minilm is ready");
      other.send("POST /v2 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
      assertThat(other.readAnswer()).startsWith("HTTP/1.1 503").contains("can be reached");
    }
  }

  /**
   * Its process has no time for handshakes, but goes on with what it has: a busy machine does so.
   */
  @Test
  void a_request_waits_for_a_pod_that_takes_no_more_connections_and_answers_on_others()
      throws Exception {
    var seen = new SeenTraffic();
    var released = new CountDownLatch(1);
    try (var door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var gateway =
            new OneService(TIMEOUT, GatewaySettings.defaults(), seen, door.getLocalPort());
        var first = gateway.connect();
        var second = gateway.connect()) {
      first.send("GET /first HTTP/1.1\r\nHost: x\r\n\r\n");
      try (var only = door.accept();
          var crowd = new Crowd(door)) {
        var answers =
            Thread.startVirtualThread(() -> {
              try {
                var talk = new ScriptedPod.Talk(only);
                while (talk.readHead()) {
                  released.await();
                  talk.write(OK);
                }
              } catch (IOException | InterruptedException e) {
                // Told by what the clients get.
              }
            });
        assertThat(crowd.size()).isPositive();
        second.send("POST /v2 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
        TestPods.await(() -> seen.unreachable() == 2);
        released.countDown();
        assertThat(first.readAnswer()).startsWith("HTTP/1.1 200").endsWith("ok");
        assertThat(second.readAnswer()).startsWith("HTTP/1.1 200").endsWith("ok");
        assertThat(answers.isAlive()).isTrue();
      }
    }
  }

  /** Those who stand at a pod's door until it takes nobody more. */
  private static final class Crowd implements AutoCloseable {
    private static final int MOMENT_MS = 200;

    private final List<Socket> standing = new ArrayList<>();

    Crowd(ServerSocket door) throws IOException {
      var address = door.getLocalSocketAddress();
      for (var socket = new Socket(); comesIn(socket, address); socket = new Socket()) {
        standing.add(socket);
      }
    }

    private static boolean comesIn(Socket socket, SocketAddress address) throws IOException {
      try {
        socket.connect(address, MOMENT_MS);
        return true;
      } catch (SocketTimeoutException full) {
        socket.close();
        return false;
      }
    }

    int size() {
      return standing.size();
    }

    @Override
    public void close() throws IOException {
      for (var socket : standing) {
        socket.close();
      }
    }
  }

  @Test
  void a_body_that_says_it_is_too_large_is_refused_before_it_comes() throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      client.send(
          "POST /v2/x HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n".formatted(1L << 30));
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 413").contains("Connection: close");
      assertThat(pod.connections()).isZero();
    }
  }

  @Test
  void a_body_of_a_gibibyte_of_unknown_length_is_stopped_on_its_way() throws Exception {
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              while (talk.read() >= 0) {
                // Until the gateway stops it.
              }
            });
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      client.send("POST /v2/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      var sender =
          Thread.startVirtualThread(() -> {
            var chunk =
                ("100000\r\n" + "x".repeat(1 << 20) + "\r\n").getBytes(StandardCharsets.UTF_8);
            try {
              for (var i = 0; i < 1024; i++) {
                client.send(chunk);
              }
            } catch (java.io.IOException e) {
              // The gateway has heard enough.
            }
          });
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 413").contains("67108864 bytes");
      TestPods.await(() -> gateway.server().inFlight() == 0);
      sender.join(Duration.ofSeconds(20));
    }
  }

  @Test
  void a_pod_that_answers_before_it_has_read_the_request_is_heard() throws Exception {
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              talk.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\n\r\nbad");
              talk.read();
            });
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      client.send("POST /v2/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 400").endsWith("bad");
      TestPods.await(() -> gateway.server().inFlight() == 0);
    }
  }

  @Test
  void a_client_that_stops_in_its_body_is_told_so() throws Exception {
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              talk.readBody();
            });
        var gateway = new OneService(TIMEOUT, TestPods.quick(), pod.port());
        var client = gateway.connect()) {
      client.send("POST /v2/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 408").contains("send it faster");
    }
  }

  @Test
  void a_pod_that_computes_longer_than_the_idle_time_isn_t_idle() throws Exception {
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              Thread.sleep(Duration.ofMillis(1500));
              talk.write(OK);
            });
        var gateway = new OneService(TIMEOUT, TestPods.quick(), pod.port());
        var client = gateway.connect()) {
      client.send("GET /v2/x HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.readAnswer()).endsWith("ok");
    }
  }

  @Test
  void more_requests_than_a_service_may_have_in_hand_are_refused() throws Exception {
    var release = new CountDownLatch(1);
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              release.await();
              talk.write(OK);
            });
        var gateway =
            new OneService(
                TIMEOUT,
                GatewaySettings.defaults().withLimits(Limits.defaults().withInFlight(10, 1)),
                pod.port());
        var first = gateway.connect();
        var second = gateway.connect()) {
      first.send("GET /v1/x HTTP/1.1\r\nHost: x\r\n\r\n");
      TestPods.await(() -> gateway.server().inFlight() == 1);
      second.send("GET /v1/x HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(second.readAnswer())
          .startsWith("HTTP/1.1 429")
          .contains("Retry-After: 1", "queue_full");
      release.countDown();
      assertThat(first.readAnswer()).endsWith("ok");
    }
  }

  @Test
  void a_head_larger_than_taken_is_refused_in_the_protocol_s_shape() throws Exception {
    try (var gateway = new OneService();
        var client = gateway.connect()) {
      client.send(
          "GET /v1/x HTTP/1.1\r\nHost: x\r\nX-Long: %s\r\n\r\n".formatted("y".repeat(20_000)));
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 431").contains("headers_too_large");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /v2 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /v2 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "POST /v2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST /v2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "POST /v2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "POST /v2 HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc",
        "GET /v2 HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET /v2 HTTP/1.1\r\n\r\n",
        "GET /v2 HTTP/1.1\r\nHost: x\r\n folded: 1\r\n\r\n",
        "GET /a/%2e%2e/b HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a%2fb HTTP/1.1\r\nHost: x\r\n\r\n",
      })
  void what_two_servers_could_read_in_two_ways_is_refused(String request) throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      client.send(request);
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 400").contains("{\"error\":\"");
      assertThat(pod.connections()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONNECT x:80", "TRACE /v2", "OPTIONS *"})
  void methods_that_no_pod_should_see_are_refused(String start) throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var gateway = new OneService(pod.port());
        var client = gateway.connect()) {
      client.send(start + " HTTP/1.1\r\nHost: x:80\r\n\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 405");
      assertThat(pod.connections()).isZero();
    }
  }

  private static int closedPort() throws Exception {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
