package dev.steward.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {
  private final AtomicInteger received = new AtomicInteger();
  private HttpServer server;
  private Target target;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/echo", exchange -> answer(exchange, 200, 0));
    server.createContext("/length", exchange -> answer(exchange, 200, 5));
    server.createContext("/broken", exchange -> answer(exchange, 500, 5));
    server.start();
    target = to("/echo");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void an_open_loop_sends_what_its_rate_says_and_times_every_answer() {
    var result = OpenLoop.run(target, 200, Duration.ofSeconds(1));
    assertThat(result.failed()).isZero();
    assertThat(result.nanos().getTotalCount()).isEqualTo(200);
    assertThat(received).hasValue(200);
  }

  @Test
  void an_answer_with_a_length_is_read_as_well_as_one_in_chunks() throws Exception {
    assertThat(ClosedLoop.of(to("/length")).run(2, Duration.ofMillis(200)).perSecond())
        .isPositive();
    assertThat(ClosedLoop.of(to("/echo")).run(2, Duration.ofMillis(200)).perSecond()).isPositive();
  }

  @Test
  void an_answer_that_isnt_200_is_counted_as_failed() {
    assertThat(OpenLoop.run(to("/broken"), 50, Duration.ofSeconds(1)).failed()).isEqualTo(50);
    assertThatThrownBy(
            () -> ClosedLoop.of(to("/broken")).run(1, Duration.ofMillis(100)).perSecond())
        .hasMessage("answered with status 500");
  }

  private Target to(String path) {
    return Target.post("127.0.0.1", server.getAddress().getPort(), path, "{\"é\": 1}");
  }

  private void answer(com.sun.net.httpserver.HttpExchange exchange, int status, long length)
      throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      received.incrementAndGet();
      exchange.sendResponseHeaders(status, length);
      exchange.getResponseBody().write(new byte[5]);
    }
  }
}
