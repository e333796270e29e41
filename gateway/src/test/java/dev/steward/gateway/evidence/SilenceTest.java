package dev.steward.gateway.evidence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.steward.core.policy.AuditFailure;
import dev.steward.gateway.GatewayServer;
import dev.steward.gateway.GatewaySettings;
import dev.steward.gateway.RawClient;
import dev.steward.gateway.ScriptedPod;
import dev.steward.gateway.TestPods;
import dev.steward.gateway.metrics.GatewayMetrics;
import dev.steward.gateway.proxy.Neighbours;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Known text goes through a gateway in all its places, and is looked for wherever any is left. */
class SilenceTest {

  private static final String CANARY = "canary-7f3a90c1";
  private static final Logger ROOT = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

  @TempDir Path folder;

  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Logged logged = new Logged();
  private final Level quiet = ROOT.getLevel();

  /** What a gateway's process would have logged. */
  private static final class Logged extends AppenderBase<ILoggingEvent> {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
        var thrown = event.getThrowableProxy();
        lines.add(
            event.getFormattedMessage()
                + event.getMDCPropertyMap()
                + (thrown == null ? "" : ThrowableProxyUtil.asString(thrown)));
      }
    }
  }

  @BeforeEach
  void listen() {
    logged.start();
    ROOT.addAppender(logged);
    ROOT.setLevel(Level.INFO);
  }

  @AfterEach
  void stop() {
    ROOT.setLevel(quiet);
    ROOT.detachAppender(logged);
  }

  private static String request(String path) {
    var body = "{\"input\": \"%s\"}".formatted(CANARY);
    return RawClient.head(
            "POST %s?q=%s HTTP/1.1".formatted(path, CANARY),
            "Host: " + CANARY,
            "Authorization: Bearer " + CANARY,
            "X-Mine: " + CANARY,
            "Content-Length: " + body.length())
        + body;
  }

  /** Answers, then breaks off in the middle of an answer. */
  private static ScriptedPod pod() throws IOException {
    return new ScriptedPod(talk -> {
      for (var length : List.of(CANARY.length(), 1000)) {
        talk.readHead();
        talk.readBody();
        talk.write(
            "HTTP/1.1 200 OK\r\nX-Theirs: %s\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(CANARY, length, CANARY));
      }
    });
  }

  private static ServiceRoute keeping(ScriptedPod pod) {
    var content = Optional.of(LogWorld.FIVE_DAYS);
    return new ServiceRoute(
        LogWorld.service(AuditFailure.FAIL_CLOSED, LogWorld.HALF_A_YEAR, content).config(),
        TestPods.service("team-a/minilm", Duration.ofSeconds(20), pod.port()).pods());
  }

  private GatewayServer gateway(Evidence evidence, ServiceRoute route) {
    return GatewayServer.start(
        GatewaySettings.defaults().withFrontPort(0),
        Routes.of(List.of(route)),
        Neighbours.none().with(new GatewayMetrics(metrics)).with(evidence.trail()));
  }

  @Test
  void nothing_that_was_asked_or_answered_is_left_in_logs_metrics_or_on_the_volume()
      throws Exception {
    var world = new LogWorld(folder);
    String id;
    try (var pod = pod();
        var evidence = world.begin()) {
      TestPods.await(() -> evidence.hasTried() && evidence.obstacle().isEmpty());
      var route = keeping(pod);
      try (var gateway = gateway(evidence, route);
          var client = new RawClient(route.config().port().number());
          var stranger = new RawClient(gateway.frontPort())) {
        var answer = client.send(request("/v2/models/minilm/infer")).readAnswer();
        assertThat(answer).startsWith("HTTP/1.1 200").contains(CANARY);
        id = answer.replaceAll("(?s).*x-steward-record: (\\S+).*", "$1");
        client.send(request("/v2/" + CANARY));
        assertThat(client.readAll()).contains(CANARY);
        assertThat(stranger.send(request("/nobody/" + CANARY)).readAnswer())
            .startsWith("HTTP/1.1 404");
        TestPods.await(() -> evidence.counts().ends() == 2);
        world.mood.fail();
        try (var unlucky = new RawClient(route.config().port().number())) {
          assertThat(unlucky.send(request("/v2/models/minilm/infer")).readAll())
              .startsWith("HTTP/1.1 503");
        }
        TestPods.await(() -> evidence.obstacle().isPresent());
        world.mood.recover();
        TestPods.await(() -> evidence.obstacle().isEmpty());
      }
    }
    assertThat(logged.lines).isNotEmpty().noneMatch(line -> line.contains(CANARY));
    assertThat(metrics.scrape()).contains("steward_gateway_requests").doesNotContain(CANARY);
    var kept = world.content(id).orElseThrow();
    assertThat(new String(kept.request(), UTF_8)).contains(CANARY);
    assertThat(holding()).isEmpty();

    world.setDay("2026-01-07");
    try (var evidence = world.begin()) {
      TestPods.await(() -> evidence.counts().destroyed() == 1);
    }
    assertThat(world.content(id).filter(found -> found.request().length > 0)).isEmpty();
    assertThat(holding()).isEmpty();
  }

  /** Files on the volume that have the text. */
  private List<Path> holding() throws IOException {
    var found = new ArrayList<Path>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file, ISO_8859_1).contains(CANARY)) {
          found.add(file);
        }
      }
    }
    return found;
  }
}
