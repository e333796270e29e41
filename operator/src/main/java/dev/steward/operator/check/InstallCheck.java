package dev.steward.operator.check;

import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.Security;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The program of {@code helm test}: every operator and gateway is ready, the shared address leads
 * to a gateway, and the API server serves Steward's kinds. Ends with status 0 when all of it holds,
 * else with 1 and a line for each thing that doesn't.
 */
public final class InstallCheck {

  /** How long an installation that was just made may take to become ready. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Set<String> KINDS = Set.of("InferenceTask", "ModelService", "ServingConfig");

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private InstallCheck() {}

  /** One thing that should hold: what is wrong with it, if anything. */
  @FunctionalInterface
  private interface Check {
    Optional<String> problem() throws InterruptedException;
  }

  public static void main(String[] args) throws InterruptedException {
    // Pods that become ready while this waits get into DNS, and must be seen.
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    var environment = System.getenv();
    var check = new InstallCheck();
    var checks = new LinkedHashMap<String, Check>();
    checks.put("API server", InstallCheck::missingKinds);
    checks.put("operators", () -> check.notReady(replicas(environment, "STEWARD_CHECK_OPERATORS")));
    checks.put("gateways", () -> check.notReady(replicas(environment, "STEWARD_CHECK_GATEWAYS")));
    checks.put("shared address", () -> check.noAnswer(value(environment, "STEWARD_CHECK_FRONT")));
    System.exit(allHold(checks) ? 0 : 1);
  }

  private static boolean allHold(Map<String, Check> checks) throws InterruptedException {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    var hold = true;
    for (var check : checks.entrySet()) {
      var problem = check.getValue().problem();
      while (problem.isPresent() && System.nanoTime() < deadline) {
        Thread.sleep(Duration.ofMillis(500));
        problem = check.getValue().problem();
      }
      System.out.println(check.getKey() + ": " + problem.orElse("fine"));
      hold &= problem.isEmpty();
    }
    return hold;
  }

  private static Optional<String> missingKinds() {
    try (var client = new KubernetesClientBuilder().build()) {
      return KINDS.stream()
          .filter(kind -> !client.supports("steward.dev/v1alpha1", kind))
          .findFirst()
          .map(kind -> "it doesn't serve " + kind + " of steward.dev/v1alpha1; set crds.install");
    }
  }

  private Optional<String> notReady(ReplicaAddresses replicas) throws InterruptedException {
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(replicas.host());
    } catch (UnknownHostException _) {
      addresses = new InetAddress[0];
    }
    if (addresses.length != replicas.replicas()) {
      return Optional.of(
          "%d of %d are ready (%s)"
              .formatted(addresses.length, replicas.replicas(), replicas.host()));
    }
    for (var address : addresses) {
      var url = "http://%s:%d/readyz".formatted(literal(address), replicas.port());
      var status = status(url);
      if (status != 200) {
        return Optional.of(url + " answers " + (status == 0 ? "nothing" : status));
      }
    }
    return Optional.empty();
  }

  /** Any answer but a failure will do: no service need exist behind the shared address. */
  private Optional<String> noAnswer(String address) throws InterruptedException {
    var status = status("http://" + address + "/");
    return status >= 200 && status < 500
        ? Optional.empty()
        : Optional.of(address + " answers " + (status == 0 ? "nothing" : status));
  }

  /** The status of an answer, 0 if there was none. */
  private int status(String url) throws InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException _) {
      return 0;
    }
  }

  private static String literal(InetAddress address) {
    var text = address.getHostAddress();
    return text.contains(":") ? "[" + text + "]" : text;
  }

  private static ReplicaAddresses replicas(Map<String, String> environment, String name) {
    return ReplicaAddresses.parse(value(environment, name));
  }

  private static String value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .orElseThrow(
            () -> new IllegalStateException(name + " isn't set; this program is for helm test"));
  }
}
