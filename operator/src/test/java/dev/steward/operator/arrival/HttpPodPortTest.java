package dev.steward.operator.arrival;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.steward.core.runtime.Arrival;
import dev.steward.core.runtime.Arrival.Phase;
import dev.steward.operator.arrival.PodPort.Answer;
import dev.steward.operator.plan.Names;
import dev.steward.protocol.config.ArrivalJson;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pods that answer well, and such that don't, each at an address of its own. */
class HttpPodPortTest {

  private static final Arrival HALF =
      new Arrival(Phase.DOWNLOADING, 5, OptionalLong.of(10), 0, 1, Optional.empty());

  private final HttpPodPort port = new HttpPodPort();
  private final String address =
      "127.%d.%d.%d".formatted(random(1, 255), random(0, 255), random(1, 255));
  private final CountDownLatch end = new CountDownLatch(1);
  private final HttpServer pod;

  HttpPodPortTest() throws IOException {
    pod = HttpServer.create(new InetSocketAddress(address, Names.ADMIN_PORT), 0);
    pod.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    pod.start();
  }

  private static int random(int from, int to) {
    return ThreadLocalRandom.current().nextInt(from, to);
  }

  @AfterEach
  void close() {
    end.countDown();
    pod.stop(0);
    port.close();
  }

  private void answers(HttpHandler handler) {
    var _ = pod.createContext(ArrivalJson.PATH, handler);
  }

  private void answers(int status, String body) {
    answers(exchange -> {
      var bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    });
  }

  @Test
  void a_pod_says_how_far_it_is() throws Exception {
    answers(200, ArrivalJson.write(HALF));
    assertThat(port.ask(address)).isEqualTo(new Answer.Underway(HALF));
  }

  @Test
  void a_pod_that_brings_nothing_says_so() throws Exception {
    answers(204, "");
    assertThat(port.ask(address)).isEqualTo(new Answer.Nothing());
  }

  @Test
  void an_engine_of_ones_own_does_not_know_the_question() throws Exception {
    assertThat(port.ask(address)).isEqualTo(new Answer.Unknown());
  }

  @Test
  void what_is_no_answer_is_not_understood() throws Exception {
    answers(200, "{\"phase\": \"Downloading\", \"bytes\": -1}");
    assertThat(port.ask(address)).isEqualTo(new Answer.Unknown());
  }

  @Test
  void a_pod_leads_nowhere_else() throws Exception {
    answers(exchange -> {
      exchange.getResponseHeaders().add("location", "http://" + address + ":8081/elsewhere");
      exchange.sendResponseHeaders(302, -1);
      exchange.close();
    });
    var _ =
        pod.createContext(
            "/elsewhere",
            exchange -> {
              throw new AssertionError("nobody is led here");
            });
    assertThat(port.ask(address)).isEqualTo(new Answer.Unknown());
  }

  @Test
  void an_answer_without_an_end_is_cut_off() throws Exception {
    answers(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      var chunk = new byte[1 << 16];
      while (end.getCount() > 0) {
        exchange.getResponseBody().write(chunk);
      }
    });
    assertThat(port.ask(address)).isEqualTo(new Answer.Silent());
  }

  @Test
  void a_pod_that_begins_an_answer_and_never_ends_it_is_given_up() throws Exception {
    answers(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      exchange.close();
    });
    assertThat(port.ask(address)).isEqualTo(new Answer.Silent());
  }

  @Test
  void who_is_not_there_is_silent() throws Exception {
    pod.stop(0);
    assertThat(port.ask(address)).isEqualTo(new Answer.Silent());
  }
}
