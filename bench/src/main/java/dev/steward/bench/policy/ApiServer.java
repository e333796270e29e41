package dev.steward.bench.policy;

import dev.steward.bench.Checkout;
import dev.steward.bench.Progress;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An API server with Steward's definitions and admission policies, and nothing else. */
final class ApiServer implements AutoCloseable {

  private static final String NAME = "bench-policy";
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private final Checkout checkout;
  private final KubernetesClient client;

  private ApiServer(Checkout checkout, KubernetesClient client) {
    this.checkout = checkout;
    this.client = client;
  }

  static ApiServer start(Checkout checkout) throws IOException, InterruptedException {
    Progress.say("policy: an API server");
    checkout.run(LIMIT, Map.of(), List.of("dev/cluster", "up", NAME, "--api-only"));
    var kubeconfig =
        checkout.run(LIMIT, Map.of(), List.of("dev/cluster", "kubeconfig", NAME)).strip();
    var config = Config.fromKubeconfig(Path.of(kubeconfig).toFile());
    var client = new KubernetesClientBuilder().withConfig(config).build();
    var server = new ApiServer(checkout, client);
    server.install();
    return server;
  }

  private void install() throws IOException, InterruptedException {
    var files = checkout.root().resolve("helm/steward/files");
    var admission = Files.createTempDirectory("bench-admission");
    try (var all = Files.list(files.resolve("admission"))) {
      for (var file : all.toList()) {
        Files.writeString(
            admission.resolve(file.getFileName()),
            Files.readString(file)
                .replace("STEWARD_OPERATOR_USER", "system:serviceaccount:steward-system:operator")
                .replace("STEWARD_GATEWAY_USER", "system:serviceaccount:steward-system:gateway")
                .replace("STEWARD_NAMESPACE", "steward-system"));
      }
    }
    for (var folder : List.of(files.resolve("crds"), admission)) {
      checkout.run(
          LIMIT,
          Map.of("STEWARD_CLUSTER", NAME),
          List.of("dev/kubectl", "apply", "--server-side", "-f", folder.toString()));
    }
    checkout.run(
        LIMIT,
        Map.of("STEWARD_CLUSTER", NAME),
        List.of("dev/kubectl", "wait", "--for=condition=Established", "crd", "--all"));
  }

  /** What the API server said: its status, and the whole body. */
  record Answer(int code, String body) {

    boolean isTaken() {
      return code / 100 == 2;
    }

    boolean isDenied() {
      return code == 403 && body.contains("ValidatingAdmissionPolicy");
    }
  }

  Answer post(String path, String json) {
    return send("POST", path, json);
  }

  Answer delete(String path) {
    return send("DELETE", path, "{}");
  }

  Answer get(String path) {
    return answer(client.getHttpClient().newHttpRequestBuilder().uri(uri(path)).build());
  }

  private Answer send(String method, String path, String json) {
    return answer(
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(uri(path))
            .method(method, "application/json", json)
            .build());
  }

  private URI uri(String path) {
    return URI.create(client.getMasterUrl().toString().replaceAll("/$", "") + path);
  }

  private Answer answer(HttpRequest request) {
    try {
      HttpResponse<String> response =
          client.getHttpClient().sendAsync(request, String.class).get(30, TimeUnit.SECONDS);
      return new Answer(response.code(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(request.uri().toString(), e);
    }
  }

  /** Seconds of CPU that its process has had. */
  double cpuSeconds() {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("process_cpu_seconds_total "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  /** How many webhooks there are, of both kinds. */
  int webhooks() {
    return count("validatingwebhookconfigurations") + count("mutatingwebhookconfigurations");
  }

  private int count(String plural) {
    return client
        .getKubernetesSerialization()
        .unmarshal(
            get("/apis/admissionregistration.k8s.io/v1/" + plural).body(),
            GenericKubernetesResourceList.class)
        .getItems()
        .size();
  }

  @Override
  public void close() throws IOException {
    client.close();
    try {
      checkout.run(LIMIT, Map.of(), List.of("dev/cluster", "down", NAME));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
