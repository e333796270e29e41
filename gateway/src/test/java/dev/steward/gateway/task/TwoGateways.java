package dev.steward.gateway.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.InferenceTaskStatus;
import dev.steward.core.task.ItemKind;
import dev.steward.core.task.LifeSigns;
import dev.steward.core.task.TaskUid;
import dev.steward.gateway.GatewayServer;
import dev.steward.gateway.GatewaySettings;
import dev.steward.gateway.TestPods;
import dev.steward.gateway.proxy.Neighbours;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.store.read.AllowedHosts;
import dev.steward.store.write.OutputPlace;
import dev.steward.tasks.call.Patience;
import dev.steward.tracing.Tracing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Two gateways of the service {@code team-a/minilm}, whose one pod answers as a test says. */
final class TwoGateways implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** An answer to a request of that body. */
  record Answer(int status, String body) {
    static Answer vector(String body) {
      return new Answer(200, "{\"data\":[{\"embedding\":[%d]}]}".formatted(body.length()));
    }
  }

  final MemoryBoard board = new MemoryBoard();
  final List<Gateway> gateways;
  final List<String> asked = new CopyOnWriteArrayList<>();
  private final AtomicReference<Function<String, Answer>> answering =
      new AtomicReference<>(Answer::vector);
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final HttpServer pod;

  TwoGateways() throws IOException {
    this(OverHttp.ITEMS);
  }

  TwoGateways(OverHttp allowed) throws IOException {
    this(allowed, Tracing.off());
  }

  TwoGateways(OverHttp allowed, Tracing tracing) throws IOException {
    pod = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    pod.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    pod.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(body);
            var answer = answering.get().apply(body);
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    pod.start();
    gateways =
        List.of(
            new Gateway("gateway-0.x", allowed, tracing),
            new Gateway("gateway-1.y", allowed, tracing));
  }

  /** From now on. */
  void answers(Function<String, Answer> how) {
    answering.set(how);
  }

  /** Makes the gateways' clocks go ahead. */
  void later(Duration time) {
    ahead.updateAndGet(before -> before.plus(time));
  }

  private Instant now() {
    return Instant.now().plus(ahead.get());
  }

  JsonNode await(String id, String state) throws Exception {
    var last = new AtomicReference<JsonNode>();
    try {
      TestPods.await(() -> {
        last.set(gateways.getLast().get("/v1/tasks/" + id).json());
        return last.get().path("state").asText().equals(state);
      });
    } catch (AssertionError e) {
      throw new AssertionError("not " + state + " but " + last.get(), e);
    }
    return last.get();
  }

  @Override
  public void close() {
    gateways.forEach(Gateway::close);
    pod.stop(0);
  }

  /** What a client gets. */
  record Got(int status, HttpResponse<String> response) {
    JsonNode json() throws IOException {
      return JSON.readTree(response.body());
    }

    String code() {
      return response.headers().firstValue("x-steward-error").orElse("");
    }
  }

  /** One of them; its process dies when a test says so. */
  final class Gateway implements AutoCloseable, TaskBoard, Roster {
    private final AtomicInteger looks = new AtomicInteger();
    final GatewayServer server;
    final String name;
    private final ServiceRoute route;
    private final TaskKeeper keeper;
    private volatile boolean dead;

    Gateway(String name, OverHttp allowed, Tracing tracing) {
      this.name = name;
      var plain =
          TestPods.service("team-a/minilm", Duration.ofSeconds(20), pod.getAddress().getPort());
      route = new ServiceRoute(plain.config().taking(ItemKind.EMBEDDING), plain.pods());
      var other = TestPods.service("team-a/other", Duration.ofSeconds(20));
      server =
          GatewayServer.start(
              GatewaySettings.defaults().withFrontPort(0),
              Routes.of(
                  List.of(
                      route,
                      new ServiceRoute(other.config().taking(ItemKind.EMBEDDING), other.pods()))),
              Neighbours.none()
                  .with(new TaskApi(board, allowed))
                  .with(new BoardTasks(board))
                  .with(tracing));
      keeper =
          TaskKeeper.start(
              name,
              this,
              this,
              new Carriage(
                  config -> URI.create("http://127.0.0.1:" + config.port().number()),
                  AllowedHosts.NONE,
                  new Patience(
                      Duration.ofSeconds(20),
                      Duration.ofSeconds(5),
                      2,
                      Duration.ofMillis(5),
                      Duration.ofMillis(50)),
                  (InstantSource) TwoGateways.this::now,
                  tracing),
              server::routes);
    }

    String url() {
      return "http://127.0.0.1:" + route.config().port().number();
    }

    /** From now on nothing of it reaches anybody, and it signs no more. */
    void die() {
      dead = true;
    }

    Got get(String path) throws Exception {
      return send("GET", path, "");
    }

    /** At the front port. */
    Got getAtFront(String path) throws Exception {
      return send("GET", "http://127.0.0.1:" + server.frontPort() + path, "");
    }

    Got post(String body, String... headers) throws Exception {
      return send("POST", "/v1/tasks", body, headers);
    }

    Got send(String method, String path, String body, String... headers) throws Exception {
      var request =
          HttpRequest.newBuilder(URI.create(path.startsWith("http:") ? path : url() + path))
              .timeout(Duration.ofSeconds(30))
              .method(method, HttpRequest.BodyPublishers.ofString(body));
      for (var i = 0; i < headers.length; i += 2) {
        request.header(headers[i], headers[i + 1]);
      }
      var response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Got(response.statusCode(), response);
    }

    /** Waits until it has looked at all tasks once more, from the beginning to the end. */
    void awaitLook() throws Exception {
      var before = looks.get();
      TestPods.await(() -> looks.get() >= before + 2);
    }

    private void alive() throws BoardException {
      if (dead) {
        throw new BoardException("it is dead", new IOException());
      }
    }

    @Override
    public List<InferenceTask> seen() {
      return board.seen();
    }

    @Override
    public Optional<InferenceTask> seen(String namespace, String task) {
      return board.seen(namespace, task);
    }

    @Override
    public Optional<InferenceTask> seen(TaskUid task) {
      return board.seen(task);
    }

    @Override
    public Optional<InferenceTask> find(String namespace, String task) throws BoardException {
      alive();
      return board.find(namespace, task);
    }

    @Override
    public Making make(InferenceTask task) throws BoardException {
      alive();
      return board.make(task);
    }

    @Override
    public void remove(InferenceTask task) throws BoardException {
      alive();
      board.remove(task);
    }

    @Override
    public Optional<InferenceTask> tell(InferenceTask task, InferenceTaskStatus status)
        throws BoardException {
      alive();
      return board.tell(task, status);
    }

    @Override
    public OutputPlace files(InferenceTask task) {
      return board.files(task);
    }

    @Override
    public void sign(String holder) throws BoardException {
      alive();
      board.sign(holder);
    }

    @Override
    public Map<String, String> signs() throws BoardException {
      looks.incrementAndGet();
      alive();
      return board.signs();
    }

    @Override
    public void strike(String holder) throws BoardException {
      alive();
      board.strike(holder);
    }

    @Override
    public void close() {
      keeper.close();
      server.close();
    }
  }

  /** Longer than a dead gateway's tasks wait. */
  static Duration silence() {
    return LifeSigns.SILENCE.plusSeconds(1);
  }
}
