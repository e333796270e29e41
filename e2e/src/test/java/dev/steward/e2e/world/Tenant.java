package dev.steward.e2e.world;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.e2e.world.ServiceView.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A namespace in which somebody has models served, with the claim {@code models}. */
public record Tenant(Cluster cluster, String namespace) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** {@code kubectl apply} of a text. */
  public void apply(String yaml) {
    cluster.kubectl().runWith(yaml, "-n", namespace, "apply", "-f", "-");
  }

  /** {@code kubectl apply} of a file. */
  public void applyFile(Path file) {
    kubectl("apply", "-f", file.toString());
  }

  /** {@code kubectl apply} of a text, whatever comes of it. */
  public Program.Result attemptApply(String yaml) {
    return cluster.kubectl().attempt(yaml, "-n", namespace, "apply", "-f", "-");
  }

  /** kubectl in this namespace. */
  public String kubectl(String... arguments) {
    var all = new String[arguments.length + 2];
    all[0] = "-n";
    all[1] = namespace;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return cluster.kubectl().run(all);
  }

  /** A service with the quantised MiniLM and little memory, as the tests make many of. */
  public void serve(String name) {
    apply(Services.quick(name));
  }

  /** Deletes services, and waits until nothing of them is left in this namespace. */
  public void remove(String... names) {
    for (var name : names) {
      services().withName(name).delete();
    }
    for (var name : names) {
      var _ =
          Await.until(
              "the end of the pods of " + name, Await.PATIENTLY, () -> pods(name), List::isEmpty);
    }
  }

  /** The service as it is now. */
  public ServiceView service(String name) {
    return find(name).orElseThrow(() -> new AssertionError("no ModelService " + name));
  }

  /** The service as it is now, if there is one. */
  public Optional<ServiceView> find(String name) {
    return Optional.ofNullable(services().withName(name).get())
        .map(resource -> new ServiceView(JSON.valueToTree(resource)));
  }

  /** Waits until the service is Ready. */
  public ServiceView awaitReady(String name) {
    return Await.until(
        name + " is Ready", Await.PATIENTLY, () -> service(name), ServiceView::isReady);
  }

  /** Waits until the service isn't Ready for that reason, and gives the condition. */
  public Condition awaitNotReady(String name, Duration atMost, String... reasons) {
    return Await.until(
            name + " isn't Ready because of " + String.join(" or ", reasons),
            atMost,
            () -> service(name),
            view ->
                view.condition("Ready")
                    .filter(ready -> !ready.isTrue() && List.of(reasons).contains(ready.reason()))
                    .isPresent())
        .condition("Ready")
        .orElseThrow();
  }

  /** The service's own address, by its number: the machine doesn't ask the cluster's DNS. */
  public String url(String name) {
    return Await.present(
        "the address of Service " + name,
        Await.PATIENTLY,
        () ->
            Optional.ofNullable(
                    cluster.client().services().inNamespace(namespace).withName(name).get())
                .map(service -> "http://" + service.getSpec().getClusterIP()));
  }

  /** The pods of a service. */
  public List<Pod> pods(String name) {
    return cluster
        .client()
        .pods()
        .inNamespace(namespace)
        .withLabel("steward.dev/service", name)
        .list()
        .getItems();
  }

  /** The ModelServices of this namespace. */
  public NonNamespaceOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      services() {
    return cluster
        .client()
        .genericKubernetesResources("steward.dev/v1alpha1", "ModelService")
        .inNamespace(namespace);
  }
}
