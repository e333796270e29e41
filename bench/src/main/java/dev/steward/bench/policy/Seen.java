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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a client sees of a policy: each gateway is asked for each service, at the service's own
 * port, until the answer shows what is waited for. Of a service with a pod, the pod must then say
 * in its metrics that it was asked under other policies than before.
 */
final class Seen implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration APART = Duration.ofMillis(50);
  private static final int AT_ONCE = 8;
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
  private final List<URI> pods;

  /** What each pod said last. */
  private final Map<URI, String> told = new HashMap<>();

  /** Whether an answer names a record. */
  enum RecordNamed {
    PRESENT,
    ABSENT
  }

  private Seen(List<URI> asked, List<URI> pods) {
    this.asked = asked;
    this.pods = pods;
  }

  /** By the gateways, services and pods as they are now. */
  static Seen of(Kubectl kubectl, String namespace) throws IOException, InterruptedException {
    var asked = new ArrayList<URI>();
    var models =
        kubectl
            .run(
                "get",
                "servingconfigs",
                "-n",
                "steward-system",
                "-l",
                "steward.dev/service-namespace=" + namespace,
                "-o",
                "jsonpath={range .items[*]}{.spec.port}/v2/models/{.spec.model}{\"\\n\"}{end}")
            .lines()
            .toList();
    for (var gateway : gateways(kubectl)) {
      for (var model : models) {
        asked.add(URI.create("http://%s:%s".formatted(gateway, model)));
      }
    }
    // Services that are asked one after another have neighbouring ports at one gateway.
    Collections.shuffle(asked);
    return new Seen(
        asked,
        pods(kubectl, namespace).stream()
            .map(pod -> URI.create("http://%s:8081/metrics".formatted(pod)))
            .toList());
  }

  /** The addresses of the gateways. */
  static List<String> gateways(Kubectl kubectl) throws IOException, InterruptedException {
    return addresses(kubectl, "steward-system", "app.kubernetes.io/component=gateway");
  }

  /** The addresses of all pods of services. */
  static List<String> pods(Kubectl kubectl, String namespace)
      throws IOException, InterruptedException {
    return addresses(kubectl, namespace, "steward.dev/revision");
  }

  private static List<String> addresses(Kubectl kubectl, String namespace, String selector)
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
            "jsonpath={range .items[*]}{.status.podIP}{\"\\n\"}{end}")
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
    var end = System.nanoTime() + PATIENCE.toNanos();
    var left = asked;
    var silent = pods;
    while (true) {
      left = without(left, address -> shows(address, wanted));
      silent = left.isEmpty() ? without(silent, this::tellsAnother) : silent;
      if (left.isEmpty() && silent.isEmpty()) {
        return System.nanoTime();
      }
      pause(
          end,
          "%d of %d answers don't show it, and %d pods were asked under the same policies"
              .formatted(left.size(), asked.size(), silent.size()));
      // A pod tells of the last request that it got: it is to get another.
      left = left.isEmpty() ? asked : left;
    }
  }

  private static void pause(long end, String left) throws IOException, InterruptedException {
    if (System.nanoTime() > end) {
      throw new IOException("after %s %s".formatted(PATIENCE, left));
    }
    Thread.sleep(APART);
  }

  @FunctionalInterface
  private interface Check {
    boolean holds(URI address) throws Exception;
  }

  private List<URI> without(List<URI> addresses, Check check) throws Exception {
    var looks = new ArrayList<Callable<Boolean>>();
    addresses.forEach(address -> looks.add(() -> check.holds(address)));
    var left = new ArrayList<URI>();
    List<Future<Boolean>> found = threads.invokeAll(looks);
    for (var i = 0; i < addresses.size(); i++) {
      if (!found.get(i).get()) {
        left.add(addresses.get(i));
      }
    }
    return left;
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

  private boolean tellsAnother(URI pod) throws IOException, InterruptedException {
    var metrics = client.send(request(pod), BodyHandlers.ofString()).body();
    var digest = metrics.lines().filter(line -> line.startsWith(DIGEST)).findFirst().orElse("none");
    synchronized (told) {
      if (digest.equals(told.getOrDefault(pod, ""))) {
        return false;
      }
      told.put(pod, digest);
      return true;
    }
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
