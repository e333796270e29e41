package dev.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.collector.Collector;
import dev.steward.collector.Told;
import dev.steward.core.serving.HoldPolicy;
import dev.steward.gateway.proxy.Neighbours;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.tracing.Teller;
import dev.steward.tracing.Tracing;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a collector is told of requests to a gateway, and what pods are. */
@Timeout(90)
class TracesTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00f067aa0ba902b7";
  private static final String TRACEPARENT = "00-" + TRACE + "-" + CALLER + "-01";

  /** The flags of a trace that begins here: its id is random, and it is sampled (level 2). */
  private static final String SAMPLED = "-03";

  private static final String UNSAMPLED = "-02";

  private static Tracing tracing(Map<String, String> environment) {
    return Tracing.start(environment, new Teller("steward-gateway", "1", "gateway-0"));
  }

  private static OneService gateway(Tracing tracing, Integer... pods) {
    return new OneService(
        TIMEOUT, GatewaySettings.defaults(), Neighbours.none().with(tracing), pods);
  }

  private static String infer(String... fields) {
    var all = new ArrayList<>(List.of("POST /v2/models/minilm/infer HTTP/1.1", "Host: x"));
    all.addAll(List.of(fields));
    all.add("Content-Length: 2");
    return RawClient.head(all.toArray(String[]::new)) + "{}";
  }

  /** A pod that keeps the heads it gets. */
  private static final class Heads implements AutoCloseable {
    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private final ScriptedPod pod;

    Heads() throws IOException {
      pod =
          new ScriptedPod(talk -> {
            while (talk.readHead()) {
              heads.add(talk.head());
              var _ = talk.readBody();
              talk.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
          });
    }

    int port() {
      return pod.port();
    }

    /** The values of a field of the next head. */
    List<String> next(String field) throws InterruptedException {
      var head = Optional.ofNullable(heads.poll(20, TimeUnit.SECONDS)).orElseThrow();
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(field + ": "))
          .map(line -> line.substring(field.length() + 2))
          .toList();
    }

    @Override
    public void close() throws IOException {
      pod.close();
    }
  }

  @Test
  void a_request_goes_on_with_its_trace_and_its_pod_with_the_gateways() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector.environment());
        var pod = new Heads();
        var gateway = gateway(tracing, pod.port());
        var client = gateway.connect()) {
      client.send(infer("traceparent: " + TRACEPARENT, "tracestate: a=1"));
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
      var told = collector.next();
      assertThat(told.isServer()).isTrue();
      assertThat(told.name()).isEqualTo("POST /v2/models/{model}/infer");
      assertThat(told.trace()).isEqualTo(TRACE);
      assertThat(told.parent()).isEqualTo(CALLER);
      assertThat(pod.next("traceparent")).containsExactly("00-" + TRACE + "-" + told.id() + "-01");
      assertThat(told.facts())
          .containsOnly(
              Map.entry("http.request.method", "POST"),
              Map.entry("http.route", "/v2/models/{model}/infer"),
              Map.entry("url.scheme", "http"),
              Map.entry("network.protocol.version", "1.1"),
              Map.entry("http.response.status_code", 200L),
              Map.entry("steward.service", "team-a/minilm"),
              Map.entry("steward.revision", "minilm-1"),
              Map.entry("steward.pod", "127.0.0.1:" + pod.port()));
    }
  }

  @Test
  void what_others_carry_along_reaches_the_pod() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector.environment());
        var pod = new Heads();
        var gateway = gateway(tracing, pod.port());
        var client = gateway.connect()) {
      client.send(infer("traceparent: " + TRACEPARENT, "tracestate: a=1", "tracestate: b=2"));
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
      assertThat(pod.next("tracestate")).containsExactly("a=1,b=2");
    }
  }

  @Test
  void a_traceparent_that_isnt_one_reaches_no_pod_and_neither_does_its_state() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector.environment());
        var pod = new Heads();
        var gateway = gateway(tracing, pod.port());
        var client = gateway.connect()) {
      for (var field : List.of("traceparent", "tracestate")) {
        client.send(infer("traceparent: 00-rubbish-01", "tracestate: a=1"));
        assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
        var told = collector.next();
        assertThat(told.parent()).isEmpty();
        assertThat(pod.next(field))
            .isEqualTo(
                field.equals("tracestate")
                    ? List.of()
                    : List.of("00-" + told.trace() + "-" + told.id() + SAMPLED));
      }
    }
  }

  @Test
  void of_a_request_that_isnt_sampled_the_pod_is_told_so_and_nobody_else() throws Exception {
    try (var collector = Collector.taking();
        var tracing =
            tracing(collector.environment("OTEL_TRACES_SAMPLER", "parentbased_always_off"));
        var pod = new Heads();
        var gateway = gateway(tracing, pod.port());
        var client = gateway.connect()) {
      client.send(infer());
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
      assertThat(pod.next("traceparent")).singleElement().asString().endsWith(UNSAMPLED);
      client.send(infer("traceparent: " + TRACEPARENT));
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
      assertThat(collector.next().trace()).isEqualTo(TRACE);
      assertThat(collector.rest()).isEmpty();
    }
  }

  @Test
  void where_nobody_is_told_a_trace_passes_as_it_came() throws Exception {
    try (var pod = new Heads();
        var gateway = gateway(Tracing.off(), pod.port());
        var client = gateway.connect()) {
      client.send(infer("traceparent: " + TRACEPARENT));
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
      assertThat(pod.next("traceparent")).containsExactly(TRACEPARENT);
      client.send(infer());
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
      assertThat(pod.next("traceparent")).isEmpty();
    }
  }

  @Test
  void a_refusal_of_the_gateways_own_is_told_by_its_code() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector.environment());
        var gateway = gateway(tracing);
        var client = gateway.connect()) {
      client.send(infer());
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 503");
      var told = collector.next();
      assertThat(told.facts())
          .containsEntry("error.type", "no_replica")
          .containsEntry("http.response.status_code", 503L);
      assertThat(told.hasError()).isTrue();
    }
  }

  @Test
  void nothing_that_a_client_writes_into_a_path_is_told() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector.environment());
        var pod = new Heads();
        var gateway = gateway(tracing, pod.port());
        var client = gateway.connect()) {
      client.send(
          RawClient.head("GET /v2/models/jane.doe@example.com?key=secret HTTP/1.1", "Host: x"));
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
      var known = collector.next();
      assertThat(known.name()).isEqualTo("GET /v2/models/{model}");
      client.send(RawClient.head("GET /jane.doe/secret HTTP/1.1", "Host: x"));
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
      var unknown = collector.next();
      assertThat(unknown.name()).isEqualTo("GET");
      assertThat(known.span().toString() + unknown.span()).doesNotContain("jane", "secret");
    }
  }

  @Test
  void a_wait_for_a_pod_is_a_part_of_its_request() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector.environment());
        var pod = new Heads()) {
      var plain = TestPods.service("team-a/minilm", TIMEOUT);
      var config =
          HoldTest.with(
              plain.config(), Optional.of(new HoldPolicy(10, 1 << 20, Duration.ofSeconds(60))));
      var empty = new ServiceRoute(config, Map.of());
      try (var gateway =
              GatewayServer.start(
                  GatewaySettings.defaults().withFrontPort(0),
                  Routes.of(List.of(empty)),
                  Neighbours.none().with(tracing));
          var client = new RawClient(config.port().number())) {
        client.send(infer("traceparent: " + TRACEPARENT));
        TestPods.await(() -> gateway.services().getFirst().room().size() == 1);
        gateway.follow(
            Routes.of(
                List.of(new ServiceRoute(config, Map.of("minilm-1", TestPods.pods(pod.port()))))));
        assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
        var server = collector.next(Told::isServer);
        var hold = collector.next("hold");
        assertThat(hold.parent()).isEqualTo(server.id());
        assertThat(hold.start()).isBetween(server.start(), server.end());
        assertThat(hold.end()).isBetween(hold.start(), server.end());
      }
    }
  }

  @Test
  void a_call_goes_on_with_the_trace_of_its_metadata() throws Exception {
    var key = Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
    try (var collector = Collector.taking();
        var tracing = tracing(collector.environment());
        var pod = GrpcPod.echoing();
        var served = new GrpcCallsTest.Served(Neighbours.none().with(tracing), pod);
        var user = served.user()) {
      var outcome =
          user.infer("hello", GrpcUser.with("traceparent", TRACEPARENT), CallOptions.DEFAULT);
      assertThat(outcome.text()).isEqualTo("hello");
      var told = collector.next();
      assertThat(told.name()).isEqualTo("inference.GRPCInferenceService/ModelInfer");
      assertThat(told.parent()).isEqualTo(CALLER);
      assertThat(told.facts())
          .containsEntry("rpc.system.name", "grpc")
          .containsEntry("rpc.method", "inference.GRPCInferenceService/ModelInfer")
          .containsEntry("rpc.response.status_code", "OK")
          .containsEntry("steward.service", "team-a/minilm")
          .doesNotContainKey("http.route");
      assertThat(pod.next().get(key)).isEqualTo("00-" + TRACE + "-" + told.id() + "-01");
    }
  }
}
