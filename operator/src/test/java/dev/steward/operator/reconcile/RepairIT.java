package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.plan.Names;
import dev.steward.operator.reconcile.World.RunningOperator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is put right within seconds, whoever did it and whenever the operator ended. */
@Order(1)
class RepairIT {

  private static final Duration SECONDS = Duration.ofSeconds(5);

  private final World world = new World();
  private final RunningOperator operator = world.leadingOperator("a");

  @BeforeEach
  void serve() {
    var _ = world.gateway("steward-gateway-0", "10.9.0.1");
    var _ = world.applyExample("embedding");
    var revision = world.revision("minilm");
    var _ = world.runtimePod("minilm", revision, "minilm-0", World.ready("10.9.1.1"));
    var _ = world.awaitReason("minilm", "Serving");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void every_deleted_object_comes_back() {
    var before = world.made("minilm");
    assertThat(kinds(before))
        .containsExactlyInAnyOrder(
            "ServiceAccount",
            "Secret",
            "NetworkPolicy",
            "ControllerRevision",
            "Service",
            "Deployment",
            "PodDisruptionBudget",
            "ServingConfig",
            "EndpointSlice");
    for (var object : before) {
      // Without controllers a background deletion is done at once.
      var _ = world.client.resource(object).withGracePeriod(0).delete();
      World.await(
          object.getKind() + " " + object.getMetadata().getName() + " is back",
          SECONDS,
          () -> {
            var now = world.client.resource(object).get();
            return now != null && !now.getMetadata().getUid().equals(object.getMetadata().getUid());
          });
    }
    var _ = world.awaitReason("minilm", "Serving");
  }

  @Test
  void a_deleted_serving_config_comes_back_with_its_port() {
    var config = world.servingConfig("minilm").orElseThrow();
    var _ = world.client.resource(config).delete();
    World.await("it is back", SECONDS, () -> world.servingConfig("minilm").isPresent());
    assertThat(world.servingConfig("minilm").orElseThrow().getSpec().port())
        .isEqualTo(config.getSpec().port());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Deployment          | {\"spec\": {\"replicas\": 7}}",
        "Deployment          | {\"spec\": {\"template\": {\"spec\": {\"serviceAccountName\": \"other\"}}}}",
        "Deployment          | {\"metadata\": {\"labels\": {\"steward.dev/service\": \"other\"}}}",
        "Deployment          | {\"metadata\": {\"labels\": {\"app.kubernetes.io/managed-by\": null}}}",
        "Deployment          | {\"metadata\": {\"ownerReferences\": null}}",
        "ServiceAccount      | {\"automountServiceAccountToken\": true}",
        "ServiceAccount      | {\"automountServiceAccountToken\": null}",
        "Secret              | {\"metadata\": {\"ownerReferences\": null}}",
        "Secret              | {\"metadata\": {\"labels\": {\"app.kubernetes.io/managed-by\": null}}}",
        "NetworkPolicy       | {\"spec\": {\"ingress\": [{}]}}",
        "PodDisruptionBudget | {\"spec\": {\"maxUnavailable\": 5}}",
        "EndpointSlice       | {\"endpoints\": [{\"addresses\": [\"10.9.9.9\"]}]}",
        "ServingConfig       | {\"spec\": {\"model\": \"stolen\"}}",
        "ServingConfig       | {\"spec\": {\"hostnames\": [\"stolen.example\"]}}"
      })
  void an_edit_is_undone(String kind, String patch) {
    var object = made(kind);
    var before = world.client.resource(object).get();
    patch(object, patch);
    awaitAsItWas(before);
  }

  private void patch(HasMetadata object, String patch) {
    var _ =
        world
            .client
            .resource(object)
            .patch(
                new PatchContext.Builder()
                    .withPatchType(PatchType.JSON_MERGE)
                    .withFieldManager("somebody")
                    .build(),
                patch);
  }

  private void awaitAsItWas(HasMetadata before) {
    World.await(
        before.getKind() + " is as it was",
        SECONDS,
        () -> {
          var now = world.client.resource(before).get();
          return now != null && essence(now).equals(essence(before));
        });
  }

  /** What the test compares: neither versions nor what only the API server writes. */
  private String essence(HasMetadata object) {
    var map = world.client.getKubernetesSerialization().convertValue(object, Map.class);
    var owned =
        object instanceof Deployment deployment
            ? deployment.getSpec().getReplicas()
                + deployment.getSpec().getTemplate().getSpec().getServiceAccountName()
            : String.valueOf(map.get("spec"))
                + map.get("endpoints")
                + map.get("ports")
                + map.get("data")
                + map.get("automountServiceAccountToken");
    var metadata = object.getMetadata();
    return owned + metadata.getLabels() + metadata.getOwnerReferences();
  }

  @Test
  void an_edited_port_of_the_clients_service_is_undone() {
    var service = world.client.services().inNamespace(world.tenant).withName("minilm").get();
    var edited =
        new ServiceBuilder(service)
            .editSpec()
            .withPorts(
                new ServicePortBuilder()
                    .withName("http")
                    .withPort(80)
                    .withTargetPort(new IntOrString(9999))
                    .build())
            .endSpec()
            .build();
    var _ = world.client.resource(edited).update();
    World.await(
        "the port is as it was",
        SECONDS,
        () ->
            world
                .client
                .services()
                .inNamespace(world.tenant)
                .withName("minilm")
                .get()
                .getSpec()
                .getPorts()
                .getFirst()
                .getTargetPort()
                .equals(new IntOrString(80)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"spec\": {\"selector\": {\"app\": \"mine\"}}}",
        "{\"spec\": {\"type\": \"ExternalName\", \"externalName\": \"elsewhere.example\","
            + " \"clusterIP\": null, \"clusterIPs\": null}}"
      })
  void a_service_that_was_made_to_lead_elsewhere_leads_to_the_gateways_again(String patch) {
    var service = world.client.services().inNamespace(world.tenant).withName("minilm");
    var before = service.get().getMetadata().getUid();
    var _ = service.patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    World.await(
        "it is made anew",
        SECONDS,
        () ->
            Optional.ofNullable(service.get())
                .filter(now -> !now.getMetadata().getUid().equals(before))
                .isPresent());
    var spec = service.get().getSpec();
    assertThat(spec.getType()).isEqualTo("ClusterIP");
    assertThat(spec.getSelector()).isNullOrEmpty();
    assertThat(spec.getExternalName()).isNull();
  }

  @Test
  void what_was_done_while_no_operator_ran_is_put_right_by_the_next() {
    operator.process().close();
    var before =
        Stream.of("NetworkPolicy", "Deployment", "ServiceAccount", "EndpointSlice")
            .map(kind -> world.client.resource(made(kind)).get())
            .toList();
    var _ = world.client.resource(made("NetworkPolicy")).delete();
    patch(
        made("Deployment"),
        "{\"metadata\": {\"labels\": {\"app.kubernetes.io/managed-by\": null}}}");
    patch(made("ServiceAccount"), "{\"automountServiceAccountToken\": true}");
    patch(made("EndpointSlice"), "{\"endpoints\": [{\"addresses\": [\"10.9.9.9\"]}]}");
    var _ = world.leadingOperator("b");
    for (var object : before) {
      awaitAsItWas(object);
    }
  }

  @Test
  void an_edited_status_is_written_again() {
    var service = world.service("minilm");
    service.setStatus(null);
    var _ = world.client.resource(service).updateStatus();
    var _ = world.awaitReason("minilm", "Serving");
  }

  @Test
  void a_rollout_ends_with_the_new_revision_alone_and_its_history() {
    var before = world.revision("minilm");
    var _ =
        world.apply(
            """
            apiVersion: steward.dev/v1alpha1
            kind: ModelService
            metadata: {name: minilm}
            spec: {model: {uri: "pvc://models/minilm", task: Embedding}, runtime: {env: [{name: A, value: b}]}}
            """);
    World.await("a new revision", () -> !world.revision("minilm").equals(before));
    var after = world.revision("minilm");
    assertThat(world.awaitReason("minilm", "RollingOut").getMessage()).contains(before);
    assertThat(deployments()).containsExactlyInAnyOrder(before, after);
    assertThat(routes()).containsExactly(before);

    var _ = world.runtimePod("minilm", after, "minilm-1", World.ready("10.9.1.2"));
    World.await("requests go to the new one", () -> routes().equals(List.of(after)));
    World.await("the old one is removed", () -> deployments().equals(List.of(after)));
    var _ = world.awaitReason("minilm", "Serving");
    assertThat(
            world
                .client
                .resources(ControllerRevision.class)
                .inNamespace(world.tenant)
                .withLabel(Names.SERVICE, "minilm")
                .list()
                .getItems())
        .hasSize(2);
  }

  private List<String> deployments() {
    return world.made("minilm").stream()
        .filter(Deployment.class::isInstance)
        .map(object -> object.getMetadata().getName())
        .toList();
  }

  private List<String> routes() {
    var revisions = world.servingConfig("minilm").orElseThrow().getSpec().revisions();
    return revisions == null
        ? List.of()
        : revisions.stream().map(revision -> revision.name()).toList();
  }

  private HasMetadata made(String kind) {
    return world.made("minilm").stream()
        .filter(object -> object.getKind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> kinds(List<HasMetadata> objects) {
    return objects.stream().map(HasMetadata::getKind).collect(Collectors.toSet());
  }
}
