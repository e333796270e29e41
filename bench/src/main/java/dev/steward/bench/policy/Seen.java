package dev.steward.bench.policy;

import dev.steward.bench.cluster.Kubectl;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What a client sees of a policy: each gateway is asked for each service, at the service's own
 * port, until the answer shows what is waited for. Of a service with a pod, the pod must then say
 * in its metrics that it was asked under other policies than before.
 *
 * <p>Who asks shares the machine with what is measured. So a few are asked at a time, each again
 * and again until it shows it, and then the next: that takes a little more time than asking all,
 * which is counted too, and a tenth of the requests.
 */
final class Seen implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration APART = Duration.ofMillis(50);
  private static final int AT_ONCE = 4;
  private static final String RECORD = "x-steward-record";
  private static final String BEHIND = "policy_behind";
  private static final String DIGEST = "steward_runtime_policy_info";

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
  private final List<URI> asked;
  private final List<LivePod> pods;

  /** What each pod said last. */
  private final Map<LivePod, String> told = new ConcurrentHashMap<>();

  /** Whether an answer names a record. */
  enum RecordNamed {
    PRESENT,
    ABSENT
  }

  /**
   * A pod that answers for a service.
   *
   * @param service where the gateways answer for its service
   */
  private record LivePod(URI metrics, List<URI> service) {}

  private Seen(List<URI> asked, List<LivePod> pods) {
    this.asked = asked;
    this.pods = pods;
  }

  /** By the gateways, services and pods as they are now. */
  static Seen of(Kubectl kubectl, String namespace) throws IOException, InterruptedException {
    var services = new HashMap<String, List<URI>>();
    var gateways = gateways(kubectl);
    for (var line : configs(kubectl, namespace)) {
      var words = line.split(" ", 2);
      services.put(
          words[0],
          gateways.stream()
              .map(gateway -> URI.create("http://%s:%s".formatted(gateway, words[1])))
              .toList());
    }
    var asked = new ArrayList<URI>();
    services.values().forEach(asked::addAll);
    // Services that are asked one after another have neighbouring ports at one gateway.
    Collections.shuffle(asked);
    var pods = new ArrayList<LivePod>();
    for (var line : pods(kubectl, namespace)) {
      var words = line.split(" ", 2);
      pods.add(
          new LivePod(
              URI.create("http://%s:8081/metrics".formatted(words[1])),
              services.getOrDefault(words[0], List.of())));
    }
    return new Seen(asked, pods);
  }

  private static List<String> configs(Kubectl kubectl, String namespace)
      throws IOException, InterruptedException {
    return kubectl
        .run(
            "get",
            "servingconfigs",
            "-n",
            "steward-system",
            "-l",
            "steward.dev/service-namespace=" + namespace,
            "-o",
            "jsonpath={range .items[*]}{.spec.service.name} {.spec.port}/v2/models/{.spec.model}{\"\\n\"}{end}")
        .lines()
        .toList();
  }

  /** The addresses of the gateways. */
  static List<String> gateways(Kubectl kubectl) throws IOException, InterruptedException {
    return ofPods(
        kubectl, "steward-system", "app.kubernetes.io/component=gateway", "{.status.podIP}");
  }

  /** The services and addresses of all pods of services, with a space between. */
  static List<String> pods(Kubectl kubectl, String namespace)
      throws IOException, InterruptedException {
    return ofPods(
        kubectl,
        namespace,
        "steward.dev/revision",
        "{.metadata.labels.steward\\.dev/service} {.status.podIP}");
  }

  private static List<String> ofPods(
      Kubectl kubectl, String namespace, String selector, String fields)
      throws IOException, InterruptedException {
    return kubectl
        .run(
            "get",
            "pods",
            "-n",
            namespace,
            "-l",
            selector,
            "-o",
            "jsonpath={range .items[*]}%s{\"\\n\"}{end}".formatted(fields))
        .lines()
        .toList();
  }

  /**
   * Waits until every gateway shows this for every service, and every pod says that it was asked
   * under other policies than at the end of the last wait.
   *
   * @return {@link System#nanoTime()} of the last answer that shows it
   */
  long awaitEverywhere(RecordNamed wanted) throws Exception {
    awaitEach(asked, address -> shows(address, wanted));
    awaitEach(pods, this::tellsAnother);
    return System.nanoTime();
  }

  @FunctionalInterface
  private interface Check<T> {
    boolean holds(T subject) throws Exception;
  }

  private <T> void awaitEach(List<T> subjects, Check<T> check) throws Exception {
    var end = System.nanoTime() + PATIENCE.toNanos();
    var waits = new ArrayList<Callable<Void>>();
    subjects.forEach(subject ->
        waits.add(() -> {
          while (!check.holds(subject)) {
            if (System.nanoTime() > end) {
              throw new IOException("after %s %s doesn't show it".formatted(PATIENCE, subject));
            }
            Thread.sleep(APART);
          }
          return null;
        }));
    for (var wait : threads.invokeAll(waits)) {
      wait.get();
    }
  }

  private boolean shows(URI address, RecordNamed wanted) throws InterruptedException {
    try {
      var response = client.send(request(address), BodyHandlers.ofString());
      var named = response.headers().firstValue(RECORD).isPresent();
      // One that doesn't know the service yet, or doesn't answer for it, shows nothing.
      return response.statusCode() != 404
          && !response.body().contains(BEHIND)
          && named == (wanted == RecordNamed.PRESENT);
    } catch (IOException e) {
      return false;
    }
  }

  /** A pod tells of the last request that it got: it is to get one. */
  private boolean tellsAnother(LivePod pod) throws IOException, InterruptedException {
    for (var address : pod.service()) {
      var _ = client.send(request(address), BodyHandlers.discarding());
    }
    var metrics = client.send(request(pod.metrics()), BodyHandlers.ofString()).body();
    var digest = metrics.lines().filter(line -> line.startsWith(DIGEST)).findFirst().orElse("none");
    if (digest.equals(told.getOrDefault(pod, ""))) {
      return false;
    }
    told.put(pod, digest);
    return true;
  }

  private static HttpRequest request(URI address) {
    return HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(10)).build();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    client.close();
  }
}
