package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeaderWaitTest {

  private static final Duration PAUSE = Duration.ofMillis(1);

  private final AtomicInteger asked = new AtomicInteger();
  private final HttpServer leader = start();

  /** A leader whose process runs from the third question on. */
  private HttpServer start() {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/livez",
          exchange -> {
            exchange.sendResponseHeaders(asked.incrementAndGet() < 3 ? 503 : 200, -1);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() {
    leader.stop(0);
  }

  private LeaderWait waiting() {
    return new LeaderWait(
        URI.create("http://127.0.0.1:%d/livez".formatted(leader.getAddress().getPort())), PAUSE);
  }

  @Test
  void a_rank_waits_until_the_leader_runs() throws InterruptedException {
    assertThat(waiting().await(Duration.ofSeconds(30))).isEqualTo(LeaderWait.Outcome.RUNS);
    assertThat(asked).hasValue(3);
  }

  @Test
  void a_leader_that_never_comes_is_given_up_on() throws InterruptedException {
    leader.stop(0);
    assertThat(waiting().await(Duration.ZERO)).isEqualTo(LeaderWait.Outcome.GAVE_UP);
  }
}
