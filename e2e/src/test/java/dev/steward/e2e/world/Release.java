package dev.steward.e2e.world;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One release of the chart.
 *
 * @param namespace where it is installed
 */
public record Release(Cluster cluster, String name, String namespace) {

  /** {@code helm upgrade --install}, and waits until it runs. */
  public void install(String... settings) {
    installFrom(chart(), settings);
  }

  /** The same of another chart. */
  public void installFrom(String chart, String... settings) {
    var arguments =
        new ArrayList<>(
            List.of(
                "upgrade", "--install", name, chart, "-n", namespace, "--wait", "--timeout", "3m"));
    for (var setting : settings) {
      arguments.add("--set");
      arguments.add(setting);
    }
    cluster.helm().run(arguments.toArray(String[]::new));
  }

  /** {@code helm test}; its status tells. */
  public Program.Result test() {
    return cluster.helm().attempt("", "test", name, "-n", namespace, "--logs", "--timeout", "3m");
  }

  /** {@code helm uninstall}, and waits until its pods are gone. */
  public void uninstall() {
    cluster.helm().run("uninstall", name, "-n", namespace, "--wait", "--timeout", "3m");
  }

  /** Where the chart lies. */
  public String chart() {
    return cluster.checkout().resolve("helm/steward").toString();
  }

  /** The version of its images, which all of Steward's have. */
  public String version() {
    var image = pods("operator").getFirst().getSpec().getContainers().getFirst().getImage();
    return image.substring(image.lastIndexOf(':') + 1);
  }

  /** Pods of the operator or of the gateways. */
  public List<Pod> pods(String component) {
    return cluster
        .client()
        .pods()
        .inNamespace(namespace)
        .withLabel("app.kubernetes.io/instance", name)
        .withLabel("app.kubernetes.io/component", component)
        .list()
        .getItems();
  }

  /**
   * The identities of the pods of the operator or of the gateways; a restarted one gets another.
   */
  public Set<String> podIds(String component) {
    return pods(component).stream()
        .map(pod ->
            pod.getMetadata().getUid()
                + pod.getStatus().getContainerStatuses().stream()
                    .map(status -> " restarts " + status.getRestartCount())
                    .collect(Collectors.joining()))
        .collect(Collectors.toSet());
  }
}
