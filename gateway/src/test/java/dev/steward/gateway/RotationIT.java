package dev.steward.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.serving.PeerName;
import dev.steward.core.serving.ServiceId;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.trust.Credentials;
import dev.steward.trust.Pem;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Purpose;
import dev.steward.trust.authority.Succession;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates, and the CA itself, are renewed under load, and nobody who asks notices. */
@Timeout(300)
class RotationIT {

  private static final PeerName MINILM = PeerName.podsOf(new ServiceId("team-a", "minilm", "u"));
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration REUSE = Duration.ofSeconds(2);

  /** Longer than a stage takes on a busy machine. */
  private static final Lifetimes SHORT =
      new Lifetimes(Duration.ofSeconds(40), Duration.ofSeconds(20), Duration.ofDays(1));

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger answered = new AtomicInteger();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  @TempDir Path folder;
  private int mounts;

  /** As the kubelet does: all three files at once. */
  private void mount(Path at, Credentials credentials) throws IOException {
    var real = Files.createDirectory(at.resolve("..mount" + mounts++));
    Files.writeString(real.resolve("tls.key"), Pem.text(credentials.key()));
    Files.writeString(real.resolve("tls.crt"), Pem.text(credentials.chain()));
    Files.writeString(real.resolve("ca.crt"), Pem.text(credentials.trusted()));
    var link = Files.createSymbolicLink(at.resolve("..data_tmp"), real.getFileName());
    Files.move(link, at.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    for (var name : List.of("tls.key", "tls.crt", "ca.crt")) {
      if (!Files.isSymbolicLink(at.resolve(name))) {
        Files.createSymbolicLink(at.resolve(name), Path.of("..data", name));
      }
    }
  }

  private static Credentials gateways(Succession authority) {
    return authority.issue(PeerName.GATEWAYS, Purpose.CLIENT, Instant.now());
  }

  private static Credentials pods(Succession authority) {
    return authority.issue(MINILM, Purpose.SERVER, Instant.now());
  }

  /** A whole succession of CAs, each stage with certificates of its own. */
  private static List<Succession> stages() {
    var now = Instant.now();
    var stages = new ArrayList<Succession>();
    stages.add(Succession.settled(CertificateAuthority.create(SHORT, now)));
    // Renewed once by the same CA.
    stages.add(stages.getLast());
    stages.add(stages.getLast().begin(Succession.SPREAD, now).orElseThrow());
    for (var i = 1; i <= 2; i++) {
      var later = now.plus(Succession.SPREAD.multipliedBy(i));
      stages.add(stages.getLast().advance(now.minus(Duration.ofDays(1)), later).orElseThrow());
    }
    return stages;
  }

  @Test
  void no_request_is_lost_while_certificates_and_the_ca_are_renewed() throws Exception {
    var stages = stages();
    var podFolder = Files.createDirectory(folder.resolve("pod"));
    var gatewayFolder = Files.createDirectory(folder.resolve("gateway"));
    mount(podFolder, pods(stages.getFirst()));
    mount(gatewayFolder, gateways(stages.getFirst()));
    try (var pod = new RenewingPod(podFolder, LOOK);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var route = SecuredPodsTest.route(MINILM, pod.port());
      var settings =
          GatewaySettings.defaults().withFrontPort(0).withTls(gatewayFolder).withReuse(REUSE);
      try (var gateway = GatewayServer.start(settings, Routes.of(List.of(route)))) {
        var load = load(route, threads::submit);
        var newest = stages.getFirst();
        for (var stage : stages.subList(1, stages.size())) {
          newest = stage;
          renew(pod, podFolder, gatewayFolder, stage);
        }
        assertThat(newest.trusted()).doesNotContainAnyElementsOf(stages.getFirst().trusted());
        over.set(true);
        for (var client : load) {
          client.get();
        }
        assertThat(failures).isEmpty();
        assertThat(answered.get()).isGreaterThan(200);
        assertThat(pod.met).hasSize(stages.size());
        // A request that came just then may have had to wait for its turn.
        assertThat(pod.oldestUsed()).isLessThan(REUSE.plusSeconds(2));
        assertThat(gateway.certificateEnd()).isPresent();
      }
    }
  }

  /** One side first, then the other; the next time the other way round. */
  private void renew(RenewingPod pod, Path podFolder, Path gatewayFolder, Succession stage)
      throws Exception {
    var shown = gateways(stage);
    var proved = pods(stage);
    var podFirst = mounts % 4 == 0;
    if (podFirst) {
      mount(podFolder, proved);
      TestPods.await(() -> pod.shows(proved));
    }
    mount(gatewayFolder, shown);
    TestPods.await(() -> pod.met.containsKey(shown.certificate()));
    if (!podFirst) {
      mount(podFolder, proved);
      TestPods.await(() -> pod.shows(proved));
    }
    // Until the former isn't used by anybody, so that its authority may go.
    TestPods.await(() -> {
      var since = System.nanoTime() - REUSE.toNanos() / 2;
      return pod.met.entrySet().stream()
          .filter(entry -> !entry.getKey().equals(shown.certificate()))
          .allMatch(entry -> entry.getValue() < since);
    });
  }

  private List<Future<?>> load(ServiceRoute route, Function<Callable<?>, Future<?>> threads) {
    return IntStream.range(0, 12)
        .<Future<?>>mapToObj(client ->
            threads.apply(() -> {
              ask(route, client);
              return client;
            }))
        .collect(Collectors.toList());
  }

  private void ask(ServiceRoute route, int client) throws Exception {
    var base = "http://127.0.0.1:" + route.config().port().number();
    var path =
        switch (client % 6) {
          case 0 -> "/wait/5000";
          case 1 -> "/stream/25/200";
          default -> "/echo";
        };
    try (var http = HttpClient.newHttpClient()) {
      while (!over.get()) {
        var body = "body of " + client;
        var request =
            HttpRequest.newBuilder(URI.create(base + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
          var answer = http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
          if (answer.statusCode() != 200 || !answer.body().endsWith(body)) {
            failures.add(path + ": " + answer.statusCode() + " " + answer.body());
          }
          answered.incrementAndGet();
        } catch (IOException e) {
          failures.add(path + ": " + e);
        }
        Thread.sleep(Duration.ofMillis(20));
      }
    }
  }
}
