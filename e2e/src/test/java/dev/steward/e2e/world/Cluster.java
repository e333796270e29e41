package dev.steward.e2e.world;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster that {@code ./dev/test e2e} started: an administrator's client for looking, and the
 * programs a user acts with. The addresses of Services and pods are reached directly.
 *
 * @param name as {@code dev/cluster} knows it
 * @param checkout the folder of the checkout
 */
public record Cluster(String name, Path checkout, KubernetesClient client)
    implements AutoCloseable {

  /** The cluster that the environment names. */
  static Cluster fromEnvironment() {
    var kubeconfig = Path.of(required("STEWARD_TEST_KUBECONFIG"));
    var checkout = Path.of(System.getProperty("steward.checkout", ".."));
    var config = Config.fromKubeconfig(kubeconfig.toFile());
    return new Cluster(
        required("STEWARD_CLUSTER"),
        checkout.toAbsolutePath().normalize(),
        new KubernetesClientBuilder().withConfig(config).build());
  }

  private static String required(String variable) {
    return Optional.ofNullable(System.getenv(variable))
        .filter(value -> !value.isEmpty())
        .orElseThrow(() ->
            new IllegalStateException(
                variable + " isn't set: run ./dev/test e2e, which starts a cluster and sets it"));
  }

  /**
   * What a person's shell has who uses this cluster: {@code kubectl}, {@code helm}, {@code
   * steward}.
   */
  public Map<String, String> shell() {
    return Map.of(
        "PATH",
        checkout.resolve("dev") + ":" + System.getenv("PATH"),
        "STEWARD_CLUSTER",
        name,
        "KUBECONFIG",
        required("STEWARD_TEST_KUBECONFIG"));
  }

  /** {@code dev/kubectl} against this cluster. */
  public Program kubectl() {
    return program("kubectl");
  }

  /** {@code dev/helm} against this cluster. */
  public Program helm() {
    return program("helm");
  }

  /** {@code dev/steward}, the command line. */
  public Program steward() {
    return program("steward");
  }

  /** Where the node, which is on this machine, keeps what a claim of its own class holds. */
  public Path contents(String namespace, String claim) {
    var volume =
        client
            .persistentVolumeClaims()
            .inNamespace(namespace)
            .withName(claim)
            .get()
            .getSpec()
            .getVolumeName();
    return checkout.resolve(".state/clusters").resolve(name).resolve("volumes").resolve(volume);
  }

  /** Copies a folder to the node and offers it as a volume of class {@code local}. */
  void offerVolume(String volume, Path folder) {
    program("cluster").run("volume", name, volume, folder.toString());
  }

  /** Where {@code dev/models} has prepared the models. */
  public Path models() {
    return checkout.resolve(".state/models");
  }

  /** The machine's side of the link to the cluster, beside the node's: pods reach it. */
  public String host() {
    var node = URI.create(client.getMasterUrl().toString()).getHost().split("\\.", -1);
    return "%s.%s.%s.%d".formatted(node[0], node[1], node[2], Integer.parseInt(node[3]) - 1);
  }

  /** Kills the process of a pod's runtime, as the kernel does when memory is short. */
  public void killProcess(Pod pod) {
    killProcess(pod, "runtime");
  }

  /** Kills the process of one of a pod's containers. */
  public void killProcess(Pod pod, String name) {
    var container =
        pod.getStatus().getContainerStatuses().stream()
            .filter(status -> status.getName().equals(name))
            .map(status -> status.getContainerID().replaceFirst("^.*://", ""))
            .findFirst()
            .orElseThrow();
    // The node is on this machine, and a control group bears the container's name.
    var process =
        ProcessHandle.allProcesses()
            .filter(it -> isIn(it, container))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no process of " + container));
    process.destroyForcibly();
  }

  private static boolean isIn(ProcessHandle process, String container) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cgroup")).contains(container);
    } catch (IOException e) {
      return false;
    }
  }

  private Program program(String file) {
    return new Program(checkout.resolve("dev").resolve(file), Map.of("STEWARD_CLUSTER", name));
  }

  @Override
  public void close() {
    client.close();
  }
}
