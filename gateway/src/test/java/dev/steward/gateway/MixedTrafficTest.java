package dev.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Many clients and pods, most of which break off or break rules, each in its own way and moment.
 */
class MixedTrafficTest {
  private static final String JSON =
      "{\"input\":\"%s\",\"model\":\"minilm\"}".formatted("x".repeat(20_000));
  private static final List<String> REQUESTS =
      List.of(
          RawClient.head("GET /v1/x HTTP/1.1", "Host: x"),
          RawClient.head("HEAD /v1/x HTTP/1.1", "Host: x"),
          RawClient.head("POST /v1/x HTTP/1.1", "Host: x", "Content-Length: " + JSON.length())
              + JSON,
          RawClient.head("POST /v1/x HTTP/1.1", "Host: x", "Transfer-Encoding: chunked")
              + "%x\r\n%s\r\n0\r\n\r\n".formatted(JSON.length(), JSON),
          RawClient.head("POST /v1/x HTTP/1.1", "Host: x", "Transfer-Encoding: chunked") + "zz\r\n",
          RawClient.head(
                  "POST /v1/x HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 3")
              + "abc",
          RawClient.head("GET /v1/x HTTP/1.1", "Host: x").repeat(5));

  @Test
  void nothing_is_left_in_hand_whoever_broke_off_when() throws Exception {
    var answered = new AtomicInteger();
    var blamedOnUs = new AtomicInteger();
    try (var pod = new ScriptedPod(MixedTrafficTest::bePod);
        var other = new ScriptedPod(MixedTrafficTest::bePod);
        var gateway = new OneService(Duration.ofMillis(300), pod.port(), other.port());
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < 16; i++) {
        clients.execute(() -> {
          for (var j = 0; j < 100; j++) {
            var told = beClient(gateway);
            answered.addAndGet(told.isEmpty() ? 0 : 1);
            blamedOnUs.addAndGet(told.startsWith("HTTP/1.1 500") ? 1 : 0);
          }
        });
      }
      clients.shutdown();
      assertThat(clients.awaitTermination(100, TimeUnit.SECONDS)).isTrue();
      TestPods.await(() -> gateway.server().inFlight() == 0);
    }
    assertThat(answered.get()).isGreaterThan(100);
    assertThat(blamedOnUs).hasValue(0);
  }

  /** The head of the answer, if the client waited for one and got it. */
  private static String beClient(OneService gateway) {
    var random = ThreadLocalRandom.current();
    try (var client = random.nextBoolean() ? gateway.connect() : gateway.connectToFront()) {
      var request = REQUESTS.get(random.nextInt(REQUESTS.size()));
      var whole = random.nextInt(3) > 0;
      client.send(whole ? request : request.substring(0, random.nextInt(request.length())));
      if (!whole || random.nextInt(4) == 0) {
        return "";
      }
      return client.readHead();
    } catch (IOException e) {
      return "";
    }
  }

  private static void bePod(ScriptedPod.Talk talk) throws Exception {
    var random = ThreadLocalRandom.current();
    while (talk.readHead()) {
      switch (random.nextInt(10)) {
        case 0 -> talk.reset();
        case 1 -> talk.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        case 2 -> talk.write("HTTP/1.1 101 No\r\n\r\nrubbish");
        case 3 -> talk.write("rubbish\r\n\r\n");
        case 4 -> talk.write("HTTP/1.1 429 Early\r\nContent-Length: 0\r\n\r\n");
        default -> {
          if (talk.head().contains("Expect")) {
            talk.write("HTTP/1.1 100 Continue\r\n\r\n");
          }
          talk.readBody();
          talk.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          if (!talk.head().startsWith("HEAD")) {
            talk.write("2\r\nok\r\n0\r\n\r\n");
          }
          continue;
        }
      }
      return;
    }
  }
}
