package dev.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Low requests beside interactive ones, at three pods. */
class PriorityTest {

  private final List<String> begun = new CopyOnWriteArrayList<>();
  private final CountDownLatch slow = new CountDownLatch(1);
  private final List<HttpServer> pods = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final OneService service;

  PriorityTest() throws IOException {
    for (var i = 0; i < 3; i++) {
      pods.add(pod());
    }
    service =
        new OneService(
            pods.stream().map(pod -> pod.getAddress().getPort()).toArray(Integer[]::new));
  }

  /** Answers; what is called slow, when the test says so. */
  private HttpServer pod() throws IOException {
    var pod = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    pod.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    pod.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            begun.add(body);
            if (body.startsWith("slow")) {
              slow.await();
            }
            exchange.sendResponseHeaders(200, -1);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    pod.start();
    return pod;
  }

  @AfterEach
  void close() {
    slow.countDown();
    service.close();
    pods.forEach(pod -> pod.stop(0));
    client.close();
  }

  private CompletableFuture<Integer> send(String body, String... headers) {
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + service.route().config().port().number() + "/x"))
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client
        .sendAsync(request.build(), HttpResponse.BodyHandlers.discarding())
        .thenApply(HttpResponse::statusCode);
  }

  private CompletableFuture<Integer> low(String body) {
    return send(body, "x-steward-priority", "low");
  }

  private long begun(String name) {
    return begun.stream().filter(body -> body.startsWith(name)).count();
  }

  @Test
  void an_interactive_request_finds_an_idle_pod_beside_many_low_ones() throws Exception {
    var first = send("slow interactive");
    TestPods.await(() -> begun("slow interactive") == 1);

    var many = IntStream.range(0, 50).mapToObj(number -> low("slow low " + number)).toList();
    TestPods.await(() -> service.server().inFlight() == 51);
    TestPods.await(() -> begun("slow low") == 1);

    assertThat(send("quick").join()).isEqualTo(200);
    assertThat(begun("slow low")).isEqualTo(1);
    slow.countDown();
    assertThat(first.join()).isEqualTo(200);
    assertThat(many).allSatisfy(each -> assertThat(each.join()).isEqualTo(200));
  }

  @Test
  void low_requests_alone_have_all_pods_at_once() throws Exception {
    var many = IntStream.range(0, 20).mapToObj(number -> low("slow low " + number)).toList();

    TestPods.await(() -> begun("slow low") == 20);
    slow.countDown();

    assertThat(many).allSatisfy(each -> assertThat(each.join()).isEqualTo(200));
  }
}
