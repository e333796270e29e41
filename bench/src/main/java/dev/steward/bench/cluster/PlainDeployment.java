package dev.steward.bench.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steward.bench.Checkout;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The baseline: the pod that Steward makes of a service, but for its credentials, in a Deployment
 * with a Service that a person wrote. Kubernetes starts it as it starts Steward's, without operator
 * and gateway.
 */
final class PlainDeployment {
  private static final String NAME = "bench-plain";

  private final Kubectl kubectl;
  private final Path manifest;

  private PlainDeployment(Kubectl kubectl, Path manifest) {
    this.kubectl = kubectl;
    this.manifest = manifest;
  }

  /** Of the service {@code service}, which must be there; nothing is applied yet. */
  static PlainDeployment like(String service, Checkout checkout, Kubectl kubectl)
      throws IOException, InterruptedException {
    var json = new ObjectMapper();
    var found =
        json.readTree(
            kubectl.run(
                "get", "deployments", "-l", "steward.dev/service=" + service, "-o", "json"));
    var list = json.createObjectNode().put("apiVersion", "v1").put("kind", "List");
    var template = (ObjectNode) found.at("/items/0/spec/template").deepCopy();
    list.withArray("items")
        .add(deployment(json.createObjectNode(), template))
        .add(service(json.createObjectNode()));
    var manifest = checkout.root().resolve(".state/bench/plain.json");
    Files.createDirectories(manifest.getParent());
    Files.writeString(manifest, list.toString());
    return new PlainDeployment(kubectl, manifest);
  }

  private static ObjectNode deployment(ObjectNode deployment, ObjectNode template) {
    template.withObject("/metadata").putObject("labels").put("app", NAME);
    // The service's own account goes with the service.
    template.withObject("/spec").remove(List.of("serviceAccount", "serviceAccountName"));
    withoutCredentials(template.withObject("/spec"));
    deployment.put("apiVersion", "apps/v1").put("kind", "Deployment");
    deployment.putObject("metadata").put("name", NAME);
    var spec = deployment.putObject("spec").put("replicas", 1);
    spec.putObject("selector").putObject("matchLabels").put("app", NAME);
    spec.set("template", template);
    return deployment;
  }

  /** It answers whoever asks: a person would write no mutual TLS by hand. */
  private static void withoutCredentials(ObjectNode pod) {
    remove(pod.withArray("volumes"), "tls");
    var container = (ObjectNode) pod.at("/containers/0");
    remove(container.withArray("volumeMounts"), "tls");
    remove(container.withArray("env"), "STEWARD_TLS");
  }

  private static void remove(ArrayNode list, String name) {
    for (var i = list.size() - 1; i >= 0; i--) {
      if (list.get(i).path("name").asText().equals(name)) {
        list.remove(i);
      }
    }
  }

  private static ObjectNode service(ObjectNode service) {
    service.put("apiVersion", "v1").put("kind", "Service");
    service.putObject("metadata").put("name", NAME);
    var spec = service.putObject("spec");
    spec.putObject("selector").put("app", NAME);
    spec.putArray("ports").addObject().put("port", 80).put("targetPort", "http");
    return service;
  }

  /** Applies it and returns its address. */
  URI apply() throws IOException, InterruptedException {
    kubectl.run("apply", "-f", manifest.toString());
    return URI.create(
        "http://" + kubectl.run("get", "service", NAME, "-o", "jsonpath={.spec.clusterIP}"));
  }

  /** Asks for that many pods, and waits until there are no others. */
  void scale(int replicas) throws IOException, InterruptedException {
    kubectl.run("scale", "deployment", NAME, "--replicas=" + replicas);
    if (replicas == 0) {
      kubectl.run("wait", "--for=delete", "pod", "-l", "app=" + NAME, "--timeout=90s");
    }
  }

  /** Deletes it and waits until its pods are gone. */
  void delete() throws IOException, InterruptedException {
    kubectl.run("delete", "-f", manifest.toString(), "--ignore-not-found");
    kubectl.run("wait", "--for=delete", "pod", "-l", "app=" + NAME, "--timeout=90s");
  }
}
