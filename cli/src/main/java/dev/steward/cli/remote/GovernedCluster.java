package dev.steward.cli.remote;

import dev.steward.api.v1alpha1.ClusterCompliancePolicy;
import dev.steward.api.v1alpha1.CompliancePolicy;
import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.core.policy.PolicySource;
import dev.steward.operator.policy.StoredPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Policies, what they govern and what evidence there is, in the cluster of the current kubeconfig.
 */
public final class GovernedCluster implements AutoCloseable {

  private final KubernetesClient client;
  private final Map<String, Map<String, String>> labels = new HashMap<>();

  private GovernedCluster(KubernetesClient client) {
    this.client = client;
  }

  /** The cluster that kubectl would talk to. */
  public static GovernedCluster current() {
    return new GovernedCluster(new KubernetesClientBuilder().build());
  }

  /** What to tell when it doesn't answer, or not with what is asked for. */
  public static Violation unreachable(KubernetesClientException e) {
    return new Violation(
        "cluster",
        "it can't be read: " + e.getMessage(),
        "check KUBECONFIG, that Steward is installed there, and your rights to read");
  }

  /** A service. */
  public Optional<ModelService> service(String namespace, String name) {
    return Optional.ofNullable(
        client.resources(ModelService.class).inNamespace(namespace).withName(name).get());
  }

  /** The pods of gateways in Steward's namespace. */
  public List<String> gateways(String namespace) {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabel("app.kubernetes.io/component", "gateway")
        .list()
        .getItems()
        .stream()
        .map(pod -> pod.getMetadata().getName())
        .sorted()
        .toList();
  }

  /** The volume of a gateway's log, read through its pod. */
  public Checked<GatewayVolume> volume(String namespace, String gateway) {
    var pod = client.pods().inNamespace(namespace).withName(gateway);
    var admin =
        Optional.ofNullable(pod.get()).stream()
            .flatMap(found -> found.getSpec().getContainers().stream())
            .flatMap(container -> container.getPorts().stream())
            .filter(port -> Objects.equals(port.getName(), "admin"))
            .findFirst();
    return admin
        .map(port ->
            Checked.valid(new GatewayVolume(gateway, pod.portForward(port.getContainerPort()))))
        .orElseGet(() ->
            Checked.invalid(
                gateway,
                "there is no such gateway in namespace " + namespace,
                "check the name, and -n"));
  }

  /** Everything that a policy can govern. */
  public List<HasMetadata> objects() {
    return Stream.<HasMetadata>concat(
            client.resources(ModelService.class).inAnyNamespace().list().getItems().stream(),
            client.resources(InferenceTask.class).inAnyNamespace().list().getItems().stream())
        .toList();
  }

  /** The labels of a namespace. */
  public Map<String, String> labels(String namespace) {
    return labels.computeIfAbsent(
        namespace,
        name ->
            Optional.ofNullable(client.namespaces().withName(name).get())
                .flatMap(found -> Optional.ofNullable(found.getMetadata().getLabels()))
                .orElse(Map.of()));
  }

  /** The policies that may govern what is in a namespace. */
  public List<StoredPolicy> policies(String namespace) {
    return Stream.concat(
            client.resources(ClusterCompliancePolicy.class).list().getItems().stream()
                .map(StoredPolicy::of),
            client
                .resources(CompliancePolicy.class)
                .inNamespace(namespace)
                .list()
                .getItems()
                .stream()
                .map(StoredPolicy::of))
        .toList();
  }

  /** Of policies those that may govern what is in a namespace. */
  public static List<StoredPolicy> of(String namespace, List<StoredPolicy> policies) {
    return policies.stream()
        .filter(policy ->
            switch (policy.meaning().source()) {
              case PolicySource.OfCluster _ -> true;
              case PolicySource.OfNamespace(var own, var _) -> Objects.equals(own, namespace);
              case PolicySource.OfService _, PolicySource.OfTask _ -> false;
            })
        .toList();
  }

  @Override
  public void close() {
    client.close();
  }
}
