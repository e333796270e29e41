package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Inputs named by path, answered by a service, in order, whatever happens meanwhile. */
@ExtendWith(SharedWorld.class)
@TestInstance(Lifecycle.PER_CLASS)
@Order(8)
class TaskE2E {

  private static final int TEXTS = 60;
  private static final Duration SOON = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final World world;
  private final Tenant tenant;

  TaskE2E(World world) {
    this.world = world;
    tenant = world.tenant();
  }

  @BeforeAll
  void prepare(@TempDir Path folder) throws IOException {
    for (var number = 0; number < TEXTS; number++) {
      Files.writeString(folder.resolve("text-%02d.txt".formatted(number)), "Text " + number);
    }
    Files.write(folder.resolve("text-17.txt"), new byte[] {(byte) 0xff, (byte) 0xfe});
    world.offer("texts", folder);
    tenant.apply(
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: vectors}
        spec:
          accessModes: [ReadWriteOnce]
          resources: {requests: {storage: 1Gi}}
        """);
    tenant.serve("texts");
    tenant.awaitReady("texts");
  }

  @AfterAll
  void remove() {
    tenant.kubectl("delete", "inferencetasks", "--all");
    tenant.remove("texts");
  }

  private static String task(String name, String paths, String more) {
    return """
    apiVersion: steward.dev/v1alpha1
    kind: InferenceTask
    metadata: {name: %s}
    spec:
      service: texts
      inputs: {paths: ["%s"]}
      output: {path: "pvc://vectors/%s"}
      maxFailedItems: 5%%
    %s
    """
        .formatted(name, paths, name, more);
  }

  private JsonNode status(String name) {
    GenericKubernetesResource task =
        tenant
            .cluster()
            .client()
            .genericKubernetesResources("steward.dev/v1alpha1", "InferenceTask")
            .inNamespace(tenant.namespace())
            .withName(name)
            .get();
    return JSON.valueToTree(task).path("status");
  }

  private JsonNode awaitState(String name, String state) {
    return Await.until(
        "task " + name + " is " + state,
        SOON,
        () -> status(name),
        status -> status.path("state").asText().equals(state));
  }

  /**
   * The folder of the claim {@code vectors} on this machine: what the node knows as {@code
   * /run/steward} is the folder of the cluster's kubeconfig here.
   */
  private Path vectors() {
    var client = tenant.cluster().client();
    var claim =
        client.persistentVolumeClaims().inNamespace(tenant.namespace()).withName("vectors").get();
    var volume = client.persistentVolumes().withName(claim.getSpec().getVolumeName()).get();
    var onNode = Path.of(volume.getSpec().getLocal().getPath());
    return Path.of(System.getenv("STEWARD_TEST_KUBECONFIG"))
        .resolveSibling(Path.of("/run/steward").relativize(onNode));
  }

  @Test
  void texts_named_by_path_come_back_as_vectors_in_order_and_a_broken_one_is_named()
      throws IOException {
    tenant.apply(task("all", "pvc://texts/*.txt", ""));

    var status = awaitState("all", "Complete");

    assertThat(status.path("progress").asText()).isEqualTo("60/60");
    assertThat(status.at("/items/failed").asInt()).isEqualTo(1);
    assertThat(status.at("/failures/0/input").asText()).isEqualTo("pvc://texts/text-17.txt");
    assertThat(status.at("/failures/0/reason").asText()).contains("no UTF-8 text");
    assertThat(status.at("/result/path").asText()).isEqualTo("pvc://vectors/all/results.jsonl");
    var inputs = new ArrayList<String>();
    for (var line : Files.readAllLines(vectors().resolve("all/results.jsonl"))) {
      var result = JSON.readTree(line);
      inputs.add(result.path("input").asText());
      assertThat(result.at("/output/embedding").size()).isIn(0, 384);
    }
    var expected = new ArrayList<String>();
    for (var number = 0; number < TEXTS; number++) {
      expected.add("pvc://texts/text-%02d.txt".formatted(number));
    }
    assertThat(inputs).isEqualTo(expected);
    assertThat(tenant.kubectl("get", "itask", "all")).contains("Complete", "60/60");
    assertThat(tenant.kubectl("describe", "itask", "all")).contains("text-17.txt");
  }

  @Test
  void a_path_that_matches_nothing_is_told_by_its_field() {
    tenant.apply(task("nothing", "pvc://texts/*.pdf", ""));

    var status = awaitState("nothing", "Failed");

    assertThat(status.at("/conditions/0/message").asText())
        .isEqualTo(
            "spec.inputs.paths[0]: pvc://texts/*.pdf matches nothing; correct it, or put the files"
                + " there");
  }

  @Test
  void a_task_survives_its_workers_the_gateways_and_the_operator() throws IOException {
    tenant.apply(task("hard", "pvc://texts/*.txt", "  parallelism: 1"));
    var steward = tenant.cluster().client();
    Await.present(
        "a worker",
        SOON,
        () ->
            steward
                .pods()
                .inNamespace(tenant.namespace())
                .withLabel("steward.dev/task", "hard")
                .list()
                .getItems()
                .stream()
                .findFirst());

    steward
        .pods()
        .inNamespace(tenant.namespace())
        .withLabel("steward.dev/task", "hard")
        .withGracePeriod(0)
        .delete();
    for (var component : List.of("operator", "gateway")) {
      world.release().pods(component).stream()
          .findFirst()
          .ifPresent(pod -> steward.resource(pod).withGracePeriod(0).delete());
    }

    var status = awaitState("hard", "Complete");
    assertThat(status.path("progress").asText()).isEqualTo("60/60");
    assertThat(Files.readAllLines(vectors().resolve("hard/results.jsonl"))).hasSize(TEXTS);
  }

  @Test
  void a_task_that_is_deleted_over_http_stops_and_leaves_what_it_has_written() {
    tenant.apply(
        task("dropped", "pvc://texts/*.txt", "  parallelism: 1")
            .replace(
                "{name: dropped}", "{name: dropped, labels: {steward.dev/over-http: 'true'}}"));
    var address = tenant.url("texts") + "/v1/tasks/dropped";
    Await.holds("its slices run", SOON, () -> left("pods").contains("dropped-run-"));

    assertThat(Http.delete(address).status()).isEqualTo(204);

    assertThat(Http.attemptGet(address).orElseThrow().status()).isEqualTo(404);
    Await.holds("no Job and no pod of it is left", SOON, () -> left("jobs,pods").isBlank());
    assertThat(vectors().resolve("dropped/.task/plan.json")).exists();
  }

  private String left(String kinds) {
    return tenant.kubectl(
        "get", kinds, "-l", "steward.dev/task=dropped", "-o", "name", "--ignore-not-found");
  }

  @Test
  void what_makes_no_sense_is_refused_with_its_field() {
    for (var wrong :
        List.of(
            List.of("spec.inputs", "inputs: {paths: [\"pvc://a/b\"], items: [\"x\"]}"),
            List.of("spec.output.path", "output: {path: \"https://host/x\"}"),
            List.of("spec.parallelism", "parallelism: 0"),
            List.of("spec.maxFailedItems", "maxFailedItems: 101%"),
            List.of("spec.deadline", "deadline: soon"))) {
      var fields =
          new ArrayList<>(
              List.of("inputs: {items: [\"x\"]}", "output: {path: \"pvc://vectors/x\"}"));
      fields.removeIf(field -> wrong.get(1).startsWith(field.substring(0, field.indexOf(':'))));
      fields.add(wrong.get(1));
      var result =
          tenant.attemptApply(
              "apiVersion: steward.dev/v1alpha1\nkind: InferenceTask\nmetadata: {name: wrong}\nspec:\n"
                  + "  service: texts\n  "
                  + String.join("\n  ", fields)
                  + "\n");
      assertThat(result.status()).isNotZero();
      assertThat(result.errors()).contains(wrong.get(0) + ": ");
    }
    assertThat(Optional.ofNullable(status("wrong").get("state"))).isEmpty();
  }
}
