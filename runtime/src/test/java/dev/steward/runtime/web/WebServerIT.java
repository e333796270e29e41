package dev.steward.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server by itself, spoken to in bytes. */
@Timeout(60)
class WebServerIT {

  private static final HttpLimits LIMITS =
      new HttpLimits(
          1 << 20,
          4 << 20,
          8 << 10,
          100,
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20));

  /** More than the server has threads, by far. */
  private static final int OTHERS = 200;

  private final AtomicLong written = new AtomicLong();
  private final AtomicInteger begun = new AtomicInteger();
  private final SynchronousQueue<String> ended = new SynchronousQueue<>();
  private WebServer server;

  @BeforeEach
  void start() {
    server = start(LIMITS);
  }

  private WebServer start(HttpLimits limits) {
    var routes = new Router<WebRoute>();
    routes.get("/hello", request -> request.answer().body().write(bytes("hello")));
    routes.get(
        "/name/{name}", request -> request.answer().body().write(bytes(request.part("name"))));
    routes.post("/echo", WebServerIT::echo);
    routes.post("/ignore", request -> request.answer().body().write(bytes("ignored")));
    routes.post(
        "/refuse", request -> request.refuse(Refusal.of(ErrorCode.REQUEST_TOO_LARGE, "too much")));
    routes.get(
        "/broken",
        request -> {
          throw new IllegalStateException("secret");
        });
    routes.get(
        "/torn",
        request -> {
          request.answer().body().write(bytes("half"));
          request.answer().body().flush();
          throw new IllegalStateException("secret");
        });
    routes.get("/events", this::events);
    routes.get("/large", this::large);
    routes.post("/wait", this::await);
    return WebServer.start(
        "127.0.0.1",
        0,
        Optional.empty(),
        limits,
        routes,
        (path, refusal) -> bytes("{\"error\":\"" + refusal.code().code() + "\"}"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void echo(WebRequest request) throws IOException {
    request.answer().body().write(request.body().readAllBytes());
  }

  /** Sends without end what it counts. */
  private void events(WebRequest request) throws IOException, InterruptedException {
    var event = bytes("data: " + "x".repeat(1000) + "\n\n");
    try {
      while (true) {
        request.answer().body().write(event);
        request.answer().body().flush();
        written.addAndGet(event.length);
      }
    } catch (IOException e) {
      ended.put("left");
    }
  }

  private void large(WebRequest request) throws IOException {
    request.answer().length(64L << 20);
    var piece = new byte[1 << 20];
    for (int i = 0; i < 64; i++) {
      request.answer().body().write(piece);
      written.addAndGet(piece.length);
    }
  }

  private void await(WebRequest request) throws IOException, InterruptedException {
    var _ = request.body().readAllBytes();
    begun.incrementAndGet();
    while (!request.gone()) {
      Thread.sleep(1);
    }
    ended.put("gone");
  }

  private Client client() throws IOException {
    return new Client(server.port());
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nhost: x\r\n\r\n";
  }

  private static String post(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nhost: x\r\ncontent-length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @Test
  void a_small_answer_has_its_length_and_keeps_the_connection() throws IOException {
    try (var client = client()) {
      for (int i = 0; i < 3; i++) {
        var answer = client.send(get("/hello")).answer();
        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nhello");
        assertThat(answer).contains("content-length: 5").doesNotContain("connection:");
      }
    }
  }

  @Test
  void requests_that_come_together_are_answered_in_order_one_at_a_time() throws IOException {
    try (var client = client()) {
      var all = new StringBuilder();
      for (int i = 0; i < 2000; i++) {
        all.append(i % 2 == 0 ? get("/name/n" + i) : post("/echo", "e" + i));
      }
      client.sendBeside(all.toString());
      for (int i = 0; i < 2000; i++) {
        assertThat(client.answer()).endsWith("\r\n\r\n" + (i % 2 == 0 ? "n" : "e") + i);
      }
    }
  }

  @Test
  void no_more_is_taken_from_a_client_that_sends_requests_and_reads_no_answer() throws Exception {
    try (var client = client()) {
      var one = post("/echo", "e".repeat(10_000));
      var sent = new AtomicLong();
      var sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (true) {
                    client.send(one);
                    sent.addAndGet(one.length());
                  }
                } catch (IOException closed) {
                  // The test is over.
                }
              });
      assertStops(sent, 64L << 20);
      assertThat(client.answer()).startsWith("HTTP/1.1 200 OK");
      client.leave();
      sender.join();
    }
  }

  /**
   * Waits until a count, which is below {@code most}, doesn't grow while the server serves others
   * on all of its threads.
   */
  private void assertStops(AtomicLong count, long most) throws IOException {
    long before;
    do {
      before = count.get();
      assertThat(before).isLessThan(most);
      serveOthers();
    } while (before == 0 || count.get() != before);
  }

  private void serveOthers() throws IOException {
    for (int i = 0; i < OTHERS; i++) {
      try (var other = client()) {
        assertThat(other.send(get("/hello")).answer()).endsWith("hello");
      }
    }
  }

  @Test
  void events_for_a_client_that_does_not_read_wait_and_end_when_it_leaves() throws Exception {
    try (var client = client()) {
      client.send(get("/events"));
      assertThat(client.head()).contains("transfer-encoding: chunked");
      assertStops(written, 32L << 20);
      client.leave();
      assertThat(ended.poll(20, TimeUnit.SECONDS)).isEqualTo("left");
    }
  }

  @Test
  void a_large_answer_waits_for_a_client_that_reads_slowly_and_is_whole() throws Exception {
    try (var client = client()) {
      client.send(get("/large"));
      assertStops(written, 40L << 20);
      var head = client.head();
      assertThat(head).contains("content-length: " + (64 << 20)).doesNotContain("chunked");
      client.skip(64 << 20);
      assertThat(client.send(get("/hello")).answer()).endsWith("hello");
    }
  }

  @Test
  void a_client_that_takes_nothing_at_all_loses_its_connection() throws Exception {
    server.close();
    server = start(withIdle(Duration.ofMillis(300)));
    try (var client = client()) {
      client.send(get("/events"));
      assertThat(ended.poll(20, TimeUnit.SECONDS)).isEqualTo("left");
    }
  }

  private static HttpLimits withIdle(Duration idle) {
    return new HttpLimits(
        1 << 20, 4 << 20, 8 << 10, 100, idle, Duration.ofSeconds(1), Duration.ofSeconds(20));
  }

  @Test
  void a_client_that_leaves_is_noticed_while_it_is_answered() throws Exception {
    try (var client = client()) {
      client.send(post("/wait", "x"));
      while (begun.get() == 0) {
        Thread.sleep(1);
      }
      client.leave();
      assertThat(ended.poll(20, TimeUnit.SECONDS)).isEqualTo("gone");
    }
  }

  @Test
  void a_body_that_comes_byte_by_byte_is_read() throws IOException {
    try (var client = client()) {
      var request =
          post("/echo", "abc")
              + "POST /echo HTTP/1.1\r\nhost: x\r\n"
              + "transfer-encoding: chunked\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\ntrailer: t\r\n\r\n";
      for (int i = 0; i < request.length(); i++) {
        client.send(request.substring(i, i + 1));
      }
      assertThat(client.answer()).endsWith("\r\n\r\nabc");
      assertThat(client.answer()).endsWith("\r\n\r\nabc");
    }
  }

  @Test
  void a_body_of_a_mebibyte_is_read_whole() throws IOException {
    try (var client = client()) {
      var body = "0123456789abcdef".repeat(1 << 16);
      client.sendBeside(post("/echo", body));
      var head = client.head();
      assertThat(head).contains("transfer-encoding: chunked");
      assertThat(client.chunks()).isEqualTo(body);
      assertThat(client.send(get("/hello")).answer()).endsWith("hello");
    }
  }

  @Test
  void who_asks_first_is_told_to_go_on_when_its_body_is_wanted() throws IOException {
    var head = "POST %s HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\n";
    try (var client = client()) {
      client.send(head.formatted("/echo"));
      assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      assertThat(client.send("abc").answer()).endsWith("abc").doesNotContain("connection:");
      assertThat(client.send(get("/hello")).answer()).endsWith("hello");
    }
    try (var client = client()) {
      assertThat(client.send(head.formatted("/refuse")).answer())
          .startsWith("HTTP/1.1 413")
          .contains("connection: close");
      assertThat(client.ends()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ignore", "/refuse"})
  void what_nobody_reads_of_a_body_is_dropped_and_the_next_request_answered(String path)
      throws IOException {
    try (var client = client()) {
      client.sendBeside(post(path, "x".repeat(3 << 20)) + get("/hello"));
      assertThat(client.answer()).startsWith("HTTP/1.1 " + (path.equals("/ignore") ? 200 : 413));
      assertThat(client.answer()).endsWith("hello");
    }
  }

  @Test
  void connections_end_when_the_client_says_so() throws IOException {
    try (var client = client()) {
      client.send("GET /hello HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n" + get("/hello"));
      assertThat(client.answer()).contains("connection: close").endsWith("hello");
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void clients_of_http_1_0_get_no_chunks() throws IOException {
    try (var client = client()) {
      client.send("GET /hello HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");
      assertThat(client.answer()).contains("connection: keep-alive").endsWith("hello");
      client.send("GET /hello HTTP/1.0\r\n\r\n");
      assertThat(client.answer()).contains("connection: close").endsWith("hello");
      assertThat(client.ends()).isTrue();
    }
    try (var client = client()) {
      client.send("GET /events HTTP/1.0\r\n\r\n");
      assertThat(client.head()).contains("connection: close").doesNotContain("chunked");
      client.skip(100_000);
    }
    assertThat(ended.poll()).isIn("left", null);
  }

  @Test
  void head_is_answered_without_a_body() throws IOException {
    try (var client = client()) {
      client.send("HEAD /hello HTTP/1.1\r\nhost: x\r\n\r\n" + get("/name/next"));
      assertThat(client.head()).startsWith("HTTP/1.1 200").contains("content-length: 5");
      assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("next");
    }
  }

  @Test
  void nothing_there_and_not_for_this_method_are_told_apart() throws IOException {
    try (var client = client()) {
      assertThat(client.send(get("/nowhere")).answer())
          .startsWith("HTTP/1.1 404")
          .endsWith("{\"error\":\"not_found\"}");
      assertThat(client.send(post("/hello", "x")).answer())
          .startsWith("HTTP/1.1 405")
          .contains("allow: GET, HEAD");
      assertThat(client.send(get("/name/a%2Fb")).answer()).startsWith("HTTP/1.1 400");
    }
  }

  static List<String> broken() {
    return List.of(
        "\u0016\u0003\u0001 hello\r\n\r\n",
        "GET /hello\r\n\r\n",
        "GET /hello HTTP/1.1\r\n\r\n",
        "GET /hello HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
        "GET /hello HTTP/2.0\r\nhost: a\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET /hello HTTP/1.1\nhost: a\n\n",
        "GET /hello HTTP/1.1\r\nhost : a\r\n\r\n",
        "GET /hello HTTP/1.1\r\nhost: a\r\nx\u0000: b\r\n\r\n",
        "POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd",
        "POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: +3\r\n\r\nabc",
        "POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n",
        with("content-length: 3\r\ntransfer-encoding: chunked", "0\r\n\r\n"),
        with("transfer-encoding: gzip, chunked", "0\r\n\r\n"),
        with("transfer-encoding: xchunked", "0\r\n\r\n"),
        "POST /echo HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        with("transfer-encoding: chunked", "zz\r\nabc\r\n"),
        with("transfer-encoding: chunked", "3\r\nabcde\r\n"),
        with("transfer-encoding: chunked", "-1\r\nabc\r\n"),
        with("transfer-encoding: chunked", "fffffffffffffffff\r\nabc\r\n"));
  }

  private static String with(String header, String body) {
    return "POST /echo HTTP/1.1\r\nhost: a\r\n" + header + "\r\n\r\n" + body;
  }

  @Test
  void what_cannot_be_read_safely_is_answered_400_and_nothing_after_it_is_read()
      throws IOException {
    for (var request : broken()) {
      try (var client = client()) {
        client.send(request + get("/name/smuggled"));
        var answer = client.answer();
        assertThat(answer).as(request).startsWith("HTTP/1.1 400").contains("connection: close");
        assertThat(answer).endsWith("{\"error\":\"invalid_request\"}");
        assertThat(client.ends()).as(request).isTrue();
      }
    }
    try (var client = client()) {
      assertThat(client.send(get("/hello")).answer()).endsWith("hello");
    }
  }

  @Test
  void heads_too_large_are_answered_431() throws IOException {
    for (var request :
        List.of(
            "GET /" + "a".repeat(10_000) + " HTTP/1.1\r\nhost: x\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: x\r\nx: " + "a".repeat(10_000) + "\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: x\r\n" + "x: y\r\n".repeat(5000) + "\r\n")) {
      try (var client = client()) {
        client.send(request);
        assertThat(client.answer()).startsWith("HTTP/1.1 431");
        assertThat(client.ends()).isTrue();
      }
    }
  }

  @Test
  void an_error_of_ours_tells_nothing_and_one_in_the_middle_breaks_off() throws IOException {
    try (var client = client()) {
      assertThat(client.send(get("/broken")).answer())
          .startsWith("HTTP/1.1 500")
          .endsWith("{\"error\":\"internal\"}");
      client.send(get("/torn"));
      assertThat(client.rest()).contains("half").doesNotContain("0\r\n\r\n", "secret");
    }
  }

  @Test
  void a_connection_that_brings_nothing_is_closed_and_half_a_head_answered_408() throws Exception {
    server.close();
    server = start(withIdle(Duration.ofMillis(300)));
    try (var silent = client();
        var half = client();
        var trickling = client()) {
      half.send("GET /hello HT");
      trickling.send("GET /hello HTTP/1.1\r\n");
      assertThat(silent.rest()).isEmpty();
      assertThat(half.answer()).startsWith("HTTP/1.1 408").contains("connection: close");
      assertThat(half.ends()).isTrue();
      var answer = new CountDownLatch(1);
      var reader =
          Thread.ofVirtual()
              .start(() -> {
                assertThat(read(trickling)).startsWith("HTTP/1.1 408");
                answer.countDown();
              });
      while (answer.getCount() > 0) {
        trickling.send("x");
        Thread.sleep(50);
      }
      reader.join();
    }
  }

  private static String read(Client client) {
    try {
      return client.answer();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void more_connections_than_there_may_be_wait_for_one_to_end() throws Exception {
    server.close();
    server =
        start(
            new HttpLimits(
                1 << 20,
                4 << 20,
                8 << 10,
                3,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20)));
    var clients = new ArrayList<Client>();
    try {
      for (int i = 0; i < 3; i++) {
        var client = client();
        clients.add(client);
        assertThat(client.send(get("/hello")).answer()).endsWith("hello");
      }
      var waiting = client();
      clients.add(waiting);
      waiting.send(get("/name/waited"));
      assertThat(waiting.isSilentFor(Duration.ofMillis(300))).isTrue();
      clients.getFirst().close();
      assertThat(waiting.answer()).endsWith("waited");
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
  }
}
