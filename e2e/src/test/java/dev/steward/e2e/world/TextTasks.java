package dev.steward.e2e.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Tasks over texts that lie on a claim, one of them broken, for a service that makes vectors of
 * them.
 *
 * @param name of the service, and of the claim with the texts
 */
public record TextTasks(Tenant tenant, String name) {

  /** How many there are. */
  public static final int TEXTS = 60;

  /** Within what tasks come to their end. */
  public static final Duration SOON = Duration.ofMinutes(5);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes the texts, and waits until the service is Ready. */
  public static TextTasks prepare(World world, String name, Path folder) throws IOException {
    for (var number = 0; number < TEXTS; number++) {
      Files.writeString(folder.resolve(file(number)), "Text " + number);
    }
    Files.write(folder.resolve(file(17)), new byte[] {(byte) 0xff, (byte) 0xfe});
    world.offer(name, folder);
    var tasks = new TextTasks(world.tenant(), name);
    tasks.tenant.apply(
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: %s}
        spec:
          accessModes: [ReadWriteOnce]
          resources: {requests: {storage: 1Gi}}
        """
            .formatted(tasks.vectors()));
    tasks.tenant.serve(name);
    var _ = tasks.tenant.awaitReady(name);
    return tasks;
  }

  private static String file(int number) {
    return "text-%02d.txt".formatted(number);
  }

  /** The address of one of the texts. */
  public String text(int number) {
    return texts(file(number));
  }

  /** The addresses of texts that match. */
  public String texts(String pattern) {
    return "pvc://%s/%s".formatted(name, pattern);
  }

  /** The claim to which tasks write. */
  public String vectors() {
    return name + "-vectors";
  }

  /** The YAML of a task over texts that match; {@code more} are lines of its spec. */
  public String task(String task, String pattern, String more) {
    return """
    apiVersion: steward.dev/v1alpha1
    kind: InferenceTask
    metadata: {name: %s}
    spec:
      service: %s
      inputs: {paths: ["%s"]}
      output: {path: "pvc://%s/%s"}
      maxFailedItems: 5%%
    %s
    """
        .formatted(task, name, texts(pattern), vectors(), task, more);
  }

  /** What a task says of itself. */
  public JsonNode status(String task) {
    GenericKubernetesResource found =
        tenant
            .cluster()
            .client()
            .genericKubernetesResources("steward.dev/v1alpha1", "InferenceTask")
            .inNamespace(tenant.namespace())
            .withName(task)
            .get();
    return JSON.valueToTree(found).path("status");
  }

  /** Waits until it is in that state. */
  public JsonNode awaitState(String task, String state) {
    return Await.until(
        "task " + task + " is " + state,
        SOON,
        () -> status(task),
        status -> status.path("state").asText().equals(state));
  }

  /** What tasks have written, on this machine, which is the node. */
  public Path written() {
    return tenant.cluster().contents(tenant.namespace(), vectors());
  }

  /** Deletes the service and those tasks. */
  public void remove(String... tasks) {
    for (var task : tasks) {
      tenant.kubectl("delete", "inferencetask", task, "--ignore-not-found");
    }
    tenant.remove(name);
  }
}
