package dev.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.serving.HoldPolicy;
import dev.steward.core.serving.Protocol;
import dev.steward.gateway.audit.Ended;
import dev.steward.gateway.audit.Operation;
import dev.steward.gateway.proxy.Limits;
import dev.steward.gateway.proxy.Neighbours;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls of gRPC through a gateway, at the address at which HTTP/1.1 is spoken too. */
@Timeout(90)
class GrpcCallsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final HoldPolicy ROOMY = new HoldPolicy(100, 64L << 20, Duration.ofSeconds(30));

  /** {@code team-a/minilm}, whose pods speak gRPC, and a gateway. */
  static final class Served implements AutoCloseable {
    final ServiceRoute empty;
    final GatewayServer gateway;

    Served(Duration timeout, GatewaySettings settings, Neighbours neighbours) {
      var plain = TestPods.service("team-a/minilm", timeout).config();
      var config = HoldTest.with(plain, Optional.of(ROOMY)).speaking(EnumSet.allOf(Protocol.class));
      empty = new ServiceRoute(config, Map.of());
      gateway =
          GatewayServer.start(settings.withFrontPort(0), Routes.of(List.of(empty)), neighbours);
    }

    Served(GrpcPod... pods) {
      this(TIMEOUT, GatewaySettings.defaults(), Neighbours.none());
      ready(pods);
    }

    Served(Neighbours neighbours, GrpcPod... pods) {
      this(TIMEOUT, GatewaySettings.defaults(), neighbours);
      ready(pods);
    }

    void ready(GrpcPod... pods) {
      ready(List.of(pods).stream().map(pod -> address(pod.port())).toList());
    }

    void ready(List<PodAddress> pods) {
      gateway.follow(
          Routes.of(
              List.of(
                  new ServiceRoute(
                      empty.config(),
                      Map.of(empty.config().revisions().getFirst().name(), pods)))));
    }

    /** A pod whose port for HTTP nobody listens at. */
    static PodAddress address(int grpcPort) {
      return new PodAddress("127.0.0.1", 1).withGrpc(grpcPort);
    }

    int port() {
      return empty.config().port().number();
    }

    GrpcUser user() {
      return new GrpcUser(port());
    }

    @Override
    public void close() {
      gateway.close();
    }
  }

  private static void fails(StreamObserver<byte[]> answer, Status status) {
    answer.onError(status.asRuntimeException());
  }

  @Test
  void a_call_passes_with_its_fields_and_its_outcome() throws Exception {
    try (var pod = GrpcPod.echoing();
        var served = new Served(pod);
        var user = served.user()) {
      var outcome =
          user.infer(
              "hello",
              GrpcUser.with("x-request-id", "mine"),
              CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS));
      assertThat(outcome.status().getCode()).isEqualTo(Code.OK);
      assertThat(outcome.text()).isEqualTo("hello");
      assertThat(outcome.field("x-request-id")).isEqualTo("mine");
      assertThat(outcome.field("x-steward-revision")).isEqualTo("minilm-1");
      var head = pod.next();
      assertThat(head.get(key("x-request-id"))).isEqualTo("mine");
      assertThat(head.get(key("grpc-timeout"))).isNotNull();
    }
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  @Test
  void http_is_spoken_at_the_same_port_and_an_offer_of_http2_changes_nothing() throws Exception {
    try (var pod = GrpcPod.echoing();
        var http = ScriptedPod.answering("plain");
        var served = new Served();
        var user = served.user();
        var client = HttpClient.newHttpClient()) {
      served.ready(List.of(new PodAddress("127.0.0.1", http.port()).withGrpc(pod.port())));
      assertThat(user.infer("a").text()).isEqualTo("a");
      var answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + served.port() + "/v2"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.body()).isEqualTo("plain");
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThat(user.infer("b").text()).isEqualTo("b");
    }
  }

  private static Status told(String ask) {
    return switch (ask) {
      case "wrong" -> Status.INVALID_ARGUMENT.withDescription("inputs: none; send one");
      case "away" -> Status.UNAVAILABLE;
      default -> Status.INTERNAL;
    };
  }

  @Test
  void what_a_pod_answers_at_the_end_decides_what_is_counted_and_recorded() throws Exception {
    var trail = new SeenTrail();
    var traffic = new SeenTraffic();
    try (var pod =
            new GrpcPod((request, answer) ->
                fails(answer, told(new String(request, StandardCharsets.UTF_8))));
        var served = new Served(Neighbours.none().with(trail).with(traffic), pod);
        var user = served.user()) {
      var expected =
          Map.of(
              "wrong", Ended.Outcome.ANSWERED,
              "away", Ended.Outcome.SHED,
              "broken", Ended.Outcome.FAILED);
      for (var ask : List.of("wrong", "away", "broken")) {
        var call = user.begin(ask);
        var page = trail.next();
        assertThat(page.begun().operation()).isEqualTo(Operation.INFER);
        page.write();
        var outcome = call.get(20, TimeUnit.SECONDS);
        assertThat(outcome.status().getCode()).isEqualTo(told(ask).getCode());
        assertThat(outcome.status().getDescription()).isEqualTo(told(ask).getDescription());
        assertThat(page.ended().outcome()).isEqualTo(expected.get(ask));
      }
      assertThat(traffic.statuses()).containsExactly(400, 503, 500);
    }
  }

  @Test
  void nothing_goes_out_before_the_record_is_durable_and_nothing_without_one() throws Exception {
    var trail = new SeenTrail();
    try (var pod = GrpcPod.echoing();
        var served = new Served(Neighbours.none().with(trail), pod);
        var user = served.user()) {
      var call = user.begin("hello");
      var page = trail.next();
      pod.next();
      assertThat(call.isDone()).isFalse();
      page.write();
      var outcome = call.get(20, TimeUnit.SECONDS);
      assertThat(outcome.text()).isEqualTo("hello");
      assertThat(outcome.field("x-steward-record")).isEqualTo(page.name());
      assertThat(page.ended().status()).isEqualTo(200);
      assertThat(page.ended().requestBytes()).isEqualTo(10);

      var unrecorded = user.begin("again");
      trail.next().fail();
      var refused = unrecorded.get(20, TimeUnit.SECONDS);
      assertThat(refused.status().getCode()).isEqualTo(Code.UNAVAILABLE);
      assertThat(refused.field("x-steward-error")).isEqualTo("unrecorded");
      assertThat(refused.text()).isEmpty();
    }
  }

  @Test
  void a_service_whose_pods_dont_speak_it_says_so_at_once() throws Exception {
    try (var service = new OneService();
        var user = new GrpcUser(service.route().config().port().number())) {
      var outcome = user.infer("hello");
      assertThat(outcome.status().getCode()).isEqualTo(Code.UNIMPLEMENTED);
      assertThat(outcome.status().getDescription()).contains("team-a/minilm", "over HTTP");
      assertThat(outcome.field("x-steward-error")).isEqualTo("method_not_allowed");
    }
  }

  @Test
  void a_call_waits_until_a_pod_is_ready_that_speaks_it() throws Exception {
    try (var pod = GrpcPod.echoing();
        var served = new Served();
        var user = served.user()) {
      var call = user.begin("hello");
      TestPods.await(() -> served.gateway.inFlight() == 1);
      served.ready(List.of(new PodAddress("127.0.0.1", 1)));
      assertThat(call.isDone()).isFalse();
      served.ready(pod);
      assertThat(call.get(20, TimeUnit.SECONDS).text()).isEqualTo("hello");
    }
  }

  @Test
  void a_deadline_ends_a_wait_and_a_call() throws Exception {
    var traffic = new SeenTraffic();
    try (var mute = new GrpcPod((request, answer) -> {});
        var served = new Served(Neighbours.none().with(traffic));
        var user = served.user()) {
      var none = new Metadata();
      for (var millis : List.of(1, 100)) {
        var waiting =
            user.infer(
                "x", none, CallOptions.DEFAULT.withDeadlineAfter(millis, TimeUnit.MILLISECONDS));
        assertThat(waiting.status().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
      }
      TestPods.await(() -> served.gateway.inFlight() == 0);
      served.ready(mute);
      for (var millis : List.of(1, 100)) {
        var sent =
            user.infer(
                "x", none, CallOptions.DEFAULT.withDeadlineAfter(millis, TimeUnit.MILLISECONDS));
        assertThat(sent.status().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
      }
      TestPods.await(() -> served.gateway.inFlight() == 0);
      assertThat(traffic.statuses()).allMatch(status -> status == 504 || status == 499);
    }
  }

  @Test
  void the_services_timeout_ends_a_call_whose_client_names_none() throws Exception {
    try (var mute = new GrpcPod((request, answer) -> {});
        var served =
            new Served(Duration.ofMillis(300), GatewaySettings.defaults(), Neighbours.none());
        var user = served.user()) {
      served.ready(mute);
      var outcome = user.infer("x");
      assertThat(outcome.status().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
      assertThat(outcome.field("x-steward-error")).isEqualTo("deadline_exceeded");
      assertThat(outcome.status().getDescription()).contains("300 ms");
    }
  }

  @Test
  void a_client_that_leaves_is_told_to_the_pod() throws Exception {
    var contexts = new LinkedBlockingQueue<Context>();
    try (var pod = new GrpcPod((request, answer) -> contexts.add(Context.current()));
        var served = new Served(pod);
        var user = served.user()) {
      var call = user.begin("hello");
      var context = contexts.poll(20, TimeUnit.SECONDS);
      user.leave();
      GrpcPod.awaitCancelled(context);
      assertThat(call.get(20, TimeUnit.SECONDS).status().isOk()).isFalse();
      TestPods.await(() -> served.gateway.inFlight() == 0);
    }
  }

  @Test
  void messages_pass_both_ways_as_they_come() throws Exception {
    try (var pod = GrpcPod.echoing();
        var served = new Served(pod);
        var user = served.user()) {
      var stream = user.stream().takes(100);
      for (var text : List.of("one", "two", "three")) {
        assertThat(stream.send(text).next()).isEqualTo(text);
      }
      stream.finish();
      assertThat(stream.end().isOk()).isTrue();
      var left = user.stream().takes(1);
      assertThat(left.send("x").next()).isEqualTo("x");
      left.leave();
      TestPods.await(() -> served.gateway.inFlight() == 0);
    }
  }

  @Test
  void a_stream_whose_pod_dies_ends_with_a_status() throws Exception {
    var trail = new SeenTrail();
    try (var pod = GrpcPod.echoing();
        var served = new Served(Neighbours.none().with(trail), pod);
        var user = served.user()) {
      var stream = user.stream().takes(10);
      stream.send("one");
      var page = trail.next();
      page.write();
      assertThat(stream.next()).isEqualTo("one");
      pod.die();
      var end = stream.end();
      assertThat(end.getCode()).isEqualTo(Code.UNAVAILABLE);
      assertThat(page.ended().outcome()).isEqualTo(Ended.Outcome.FAILED);
      TestPods.await(() -> served.gateway.inFlight() == 0);
    }
  }

  @Test
  void a_pod_that_ends_a_stream_early_ends_it_for_the_client() throws Exception {
    try (var pod =
            GrpcPod.streaming(answer -> {
              fails(answer, Status.FAILED_PRECONDITION.withDescription("not so"));
              return new Ignoring();
            });
        var served = new Served(pod);
        var user = served.user()) {
      for (int i = 0; i < 5; i++) {
        var stream = user.stream().takes(1).send("x");
        var end = stream.end();
        assertThat(end.getCode()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(end.getDescription()).isEqualTo("not so");
      }
      TestPods.await(() -> served.gateway.inFlight() == 0);
    }
  }

  private static final class Ignoring implements StreamObserver<byte[]> {
    @Override
    public void onNext(byte[] message) {}

    @Override
    public void onError(Throwable why) {}

    @Override
    public void onCompleted() {}
  }

  @Test
  void a_hundred_streams_share_a_channel() throws Exception {
    try (var pod = GrpcPod.echoing();
        var other = GrpcPod.echoing();
        var served = new Served(pod, other);
        var user = served.user()) {
      var streams = IntStream.range(0, 100).mapToObj(i -> user.stream().takes(10)).toList();
      streams.forEach(stream -> stream.send("a"));
      for (var stream : streams) {
        assertThat(stream.next()).isEqualTo("a");
      }
      streams.forEach(stream -> stream.send("b").finish());
      for (var stream : streams) {
        assertThat(stream.next()).isEqualTo("b");
        assertThat(stream.end().isOk()).isTrue();
      }
      // Both had their part.
      assertThat(pod.calls()).isBetween(30, 70);
      assertThat(other.calls()).isEqualTo(100 - pod.calls());
      TestPods.await(() -> served.gateway.inFlight() == 0);
    }
  }

  @Test
  void too_many_calls_and_too_large_messages_are_refused() throws Exception {
    var limits = Limits.defaults().withBodyBytes(1000).withInFlight(10, 1);
    try (var pod = GrpcPod.echoing();
        var served =
            new Served(TIMEOUT, GatewaySettings.defaults().withLimits(limits), Neighbours.none());
        var user = served.user()) {
      served.ready(pod);
      var large =
          user.begin(new byte[1001], new Metadata(), CallOptions.DEFAULT).get(20, TimeUnit.SECONDS);
      assertThat(large.status().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
      assertThat(large.field("x-steward-error")).isEqualTo("request_too_large");
      assertThat(user.infer("x".repeat(1000)).text()).hasSize(1000);

      TestPods.await(() -> served.gateway.inFlight() == 0);
      // Of a stream each message is bounded by itself.
      var stream = user.stream().takes(100);
      for (int i = 0; i < 5; i++) {
        assertThat(stream.send("y".repeat(900)).next()).hasSize(900);
      }
      var shed = user.infer("x");
      assertThat(shed.status().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
      assertThat(shed.field("x-steward-error")).isEqualTo("queue_full");
      stream.send("z".repeat(1001));
      assertThat(stream.end().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
      TestPods.await(() -> served.gateway.inFlight() == 0);
    }
  }

  @Test
  void large_messages_pass() throws Exception {
    try (var pod = GrpcPod.echoing();
        var served = new Served(pod);
        var user = served.user()) {
      assertThat(user.infer("x".repeat(20 << 20)).text()).hasSize(20 << 20);
    }
  }

  @Test
  void clients_that_read_nothing_keep_nobody_back_and_end_with_their_time() throws Exception {
    var large = new byte[1 << 20];
    try (var pod =
            GrpcPod.streaming(answer -> {
              for (int i = 0; i < 8; i++) {
                answer.onNext(large);
              }
              answer.onCompleted();
              return new Ignoring();
            });
        var served =
            new Served(Duration.ofSeconds(12), GatewaySettings.defaults(), Neighbours.none());
        var user = served.user();
        var other = served.user()) {
      served.ready(pod);
      var silent = IntStream.range(0, 50).mapToObj(i -> user.stream()).toList();
      silent.forEach(GrpcUser.Stream::finish);
      TestPods.await(() -> pod.calls() == 50);
      var reading = other.stream().takes(100);
      reading.finish();
      assertThat(reading.end().getCode()).isEqualTo(Code.OK);
      TestPods.await(() -> served.gateway.inFlight() == 0);
    }
  }

  @Test
  void a_pod_that_cant_be_reached_is_passed_over() throws Exception {
    try (var pod = GrpcPod.echoing();
        var served = new Served();
        var user = served.user()) {
      served.ready(List.of(Served.address(1), Served.address(pod.port())));
      for (int i = 0; i < 10; i++) {
        assertThat(user.infer("hello").text()).isEqualTo("hello");
      }
    }
  }

  @Test
  void a_pod_that_leaves_loses_no_call() throws Exception {
    var open = new CountDownLatch(1);
    var asked = new AtomicInteger();
    try (var leaving =
            new GrpcPod((request, answer) -> {
              asked.incrementAndGet();
              await(open);
              answer.onNext(request);
              answer.onCompleted();
            });
        var pod = GrpcPod.echoing();
        var served = new Served(leaving);
        var user = served.user()) {
      var slow = IntStream.range(0, 10).mapToObj(i -> user.begin("slow")).toList();
      TestPods.await(() -> asked.get() == 10);
      served.ready(leaving, pod);
      leaving.leave();
      for (int i = 0; i < 40; i++) {
        assertThat(user.infer("quick").text()).isEqualTo("quick");
      }
      assertThat(slow).noneMatch(CompletableFuture::isDone);
      open.countDown();
      for (var call : slow) {
        assertThat(call.get(20, TimeUnit.SECONDS).text()).isEqualTo("slow");
      }
    }
  }

  @Test
  void a_connection_that_was_used_long_enough_loses_no_call() throws Exception {
    try (var pod = GrpcPod.echoing();
        var served =
            new Served(
                TIMEOUT,
                GatewaySettings.defaults().withReuse(Duration.ofMillis(20)),
                Neighbours.none());
        var user = served.user()) {
      served.ready(pod);
      var stream = user.stream().takes(1000);
      for (int i = 0; i < 50; i++) {
        var calls = IntStream.range(0, 10).mapToObj(j -> user.begin("hello")).toList();
        assertThat(stream.send("x").next()).isEqualTo("x");
        for (var call : calls) {
          assertThat(call.get(20, TimeUnit.SECONDS).text()).isEqualTo("hello");
        }
      }
      stream.finish();
      assertThat(stream.end().isOk()).isTrue();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_gateway_that_leaves_finishes_its_calls_and_sends_others_elsewhere() throws Exception {
    var open = new CountDownLatch(1);
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    try (var pod =
            new GrpcPod((request, answer) -> {
              if (!"late".equals(new String(request, StandardCharsets.UTF_8))) {
                asked.add("call");
                await(open);
              }
              answer.onNext(request);
              answer.onCompleted();
            });
        var served = new Served(pod);
        var user = served.user()) {
      var slow = user.begin("slow");
      asked.poll(20, TimeUnit.SECONDS);
      var drained =
          CompletableFuture.runAsync(() -> {
            try {
              served.gateway.drain(
                  new Drain(
                      Duration.ZERO,
                      Duration.ofMillis(100),
                      Duration.ofSeconds(5),
                      Duration.ofSeconds(20)),
                  () -> false);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      TestPods.await(() -> served.gateway.openPorts() == 0);
      // Its channel was told to go elsewhere, where in this test is nobody.
      TestPods.await(() -> !user.infer("late").status().isOk());
      assertThat(slow.isDone()).isFalse();
      open.countDown();
      assertThat(slow.get(20, TimeUnit.SECONDS).text()).isEqualTo("slow");
      drained.get(20, TimeUnit.SECONDS);
      assertThat(served.gateway.inFlight()).isZero();
    }
  }

  @Test
  void at_the_front_port_a_field_names_the_model() throws Exception {
    try (var pod = GrpcPod.echoing();
        var served = new Served(pod);
        var user = new GrpcUser(served.gateway.frontPort())) {
      var unnamed = user.infer("x");
      assertThat(unnamed.status().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
      assertThat(unnamed.status().getDescription()).contains("x-steward-model");
      var unknown = user.infer("x", GrpcUser.with("x-steward-model", "no"), CallOptions.DEFAULT);
      assertThat(unknown.status().getCode()).isEqualTo(Code.NOT_FOUND);
      var named = user.infer("x", GrpcUser.with("x-steward-model", "minilm"), CallOptions.DEFAULT);
      assertThat(named.text()).isEqualTo("x");
    }
  }

  @Test
  void rubbish_ends_its_own_connection_alone() throws Exception {
    var preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    try (var pod = GrpcPod.echoing();
        var served = new Served(pod);
        var user = served.user()) {
      for (var junk :
          List.of(
              preface + "rubbish that is no frame, long enough to be read as one or two of them",
              preface + "\0\0\0\4\0\0\0\0\0" + "\0\0\5\0\1\0\0\0\1hello",
              preface + "\u007f\u007f\u007f\0\0\0\0\0\1",
              "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n",
              "PRI /x HTTP/2.0\r\n\r\n")) {
        try (var client = new RawClient(served.port())) {
          client.send(junk);
          awaitEnd(client);
        }
      }
      assertThat(user.infer("hello").text()).isEqualTo("hello");
      TestPods.await(() -> served.gateway.inFlight() == 0);
    }
  }

  private static void awaitEnd(RawClient client) throws Exception {
    try {
      client.readAll();
    } catch (SocketException reset) {
      // An end, too.
    }
  }
}
