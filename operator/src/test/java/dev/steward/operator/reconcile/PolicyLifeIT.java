package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.ClusterCompliancePolicy;
import dev.steward.api.v1alpha1.CompliancePolicy;
import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.Obliged;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Policies and services that are older than they, on a real API server. */
class PolicyLifeIT {

  private static final String SERVICE =
      """
      apiVersion: steward.dev/v1alpha1
      kind: ModelService
      metadata: {name: minilm}
      spec: {model: {uri: 'pvc://models/minilm'}, scaling: {mode: Fixed, replicas: 2}}
      """;

  private final World world = new World(ApiServer.Which.SECOND);

  @BeforeEach
  void gateway() {
    var _ = world.gateway("steward-gateway-0", "10.9.0.1");
  }

  @AfterEach
  void close() {
    world.client.resources(ClusterCompliancePolicy.class).list().getItems().stream()
        .filter(policy -> policy.getMetadata().getName().endsWith(world.tenant))
        .forEach(policy -> {
          var _ = world.client.resource(policy).delete();
        });
    world.close();
  }

  private void serve() {
    var _ = world.apply(SERVICE);
    var revision = world.revision("minilm");
    for (var i = 0; i < 2; i++) {
      var _ =
          world.runtimePod(
              "minilm", revision, "minilm-" + i, World.ready("10.9.1.%d".formatted(i + 1)));
    }
    var _ = world.awaitReason("minilm", "Serving");
  }

  private String policy(String name) {
    return name + "-" + world.tenant;
  }

  /** A policy of the platform over the tenant's namespace. */
  private void govern(String name, String spec) {
    var _ =
        world
            .client
            .resource(
                world
                    .client
                    .getKubernetesSerialization()
                    .unmarshal(
                        """
                        apiVersion: steward.dev/v1alpha1
                        kind: ClusterCompliancePolicy
                        metadata: {name: "%s"}
                        spec: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "%s"}}, %s}
                        """
                            .formatted(policy(name), world.tenant, spec),
                        ClusterCompliancePolicy.class))
            .create();
  }

  private void edit(String name, String patch) {
    var _ =
        world
            .client
            .resources(ClusterCompliancePolicy.class)
            .withName(policy(name))
            .patch(new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build(), patch);
  }

  private void awaitCompliant(String status, String reason) {
    World.await(
        "PolicyCompliant is %s, %s".formatted(status, reason),
        () ->
            world
                .condition("minilm", "PolicyCompliant")
                .filter(c -> c.getStatus().equals(status) && c.getReason().equals(reason))
                .isPresent());
  }

  private Deployment deployment() {
    return world.client.apps().deployments().inNamespace(world.tenant).list().getItems().getFirst();
  }

  private Optional<Obliged> obliged() {
    return world
        .servingConfig("minilm")
        .flatMap(config -> Optional.ofNullable(config.getSpec().policy()));
  }

  private List<Event> events(String reason) {
    return world.client.events().v1().events().inNamespace(world.tenant).list().getItems().stream()
        .filter(event -> reason.equals(event.getReason()))
        .toList();
  }

  @Test
  void a_policy_and_its_edits_reach_the_gateways_and_restart_nothing() {
    var _ = world.leadingOperator("a");
    serve();
    var before = deployment();
    assertThat(obliged()).isEmpty();
    govern("eu", "enforcement: Deny, runtime: {denyExec: true}");
    awaitCompliant("True", "Complies");
    World.await("the gateways are told", () -> obliged().isPresent());
    var first = obliged().orElseThrow().digest();
    edit("eu", "{\"spec\":{\"provenance\":{\"allowedSources\":[\"pvc://models/*\"]}}}");
    World.await("the gateways are told", () -> !obliged().orElseThrow().digest().equals(first));
    World.await(
        "the status has the same digest",
        () ->
            Optional.ofNullable(world.service("minilm").getStatus().policy())
                .filter(policy -> obliged().orElseThrow().digest().equals(policy.digest()))
                .isPresent());

    var after = deployment();
    assertThat(after.getSpec()).isEqualTo(before.getSpec());
    assertThat(events("Complies")).isEmpty();

    edit("eu", "{\"spec\":{\"enforcement\":\"Warn\",\"provenance\":null}}");
    World.await("it is in force otherwise", () -> !obliged().orElseThrow().digest().equals(first));
    var _ = world.client.resources(ClusterCompliancePolicy.class).withName(policy("eu")).delete();
    World.await("nothing obliges any more", () -> obliged().isEmpty());
    World.await(
        "nothing is told any more", () -> world.condition("minilm", "PolicyCompliant").isEmpty());
  }

  @Test
  void a_service_that_breaks_a_newer_policy_is_told_then_stopped_and_released() {
    var _ = world.leadingOperator("a");
    serve();
    govern("eu", "enforcement: Deny, provenance: {digest: true}");
    awaitCompliant("False", "BreaksDeny");
    assertThat(world.condition("minilm", "PolicyCompliant").orElseThrow().getMessage())
        .startsWith("spec.model.digest: it is absent; state the model's")
        .contains("ClusterCompliancePolicy " + policy("eu"));
    assertThat(world.condition("minilm", "Ready").orElseThrow().getStatus()).isEqualTo("True");

    edit("eu", "{\"spec\":{\"quarantine\":{\"action\":\"ScaleToZero\",\"after\":\"0s\"}}}");
    awaitCompliant("False", "Stopped");
    World.await(
        "the gateways refuse",
        () -> obliged().filter(it -> it.intake() == Obliged.Intake.Refused).isPresent());
    World.await("no pod is asked for", () -> deployment().getSpec().getReplicas() == 0);
    var _ = world.awaitReason("minilm", "Quarantined");
    World.await("an event tells it", () -> events("Stopped").size() == 1);

    edit("eu", "{\"spec\":{\"provenance\":null}}");
    awaitCompliant("True", "Complies");
    World.await("pods are asked for again", () -> deployment().getSpec().getReplicas() == 2);
    assertThat(obliged().orElseThrow().intake()).isNull();
    World.await("an event tells the release", () -> events("Complies").size() == 1);
    assertThat(events("BreaksDeny")).hasSize(1);
  }

  @Test
  void what_breaks_a_policy_when_the_operator_first_sees_it_isnt_begun_and_is_when_it_complies() {
    var _ = world.apply(SERVICE);
    govern("eu", "enforcement: Deny, provenance: {digest: true}");
    var _ = world.leadingOperator("a");
    var _ = world.awaitReason("minilm", "PolicyViolated");
    awaitCompliant("False", "NotBegun");
    assertThat(world.made("minilm")).isEmpty();

    edit("eu", "{\"spec\":{\"enforcement\":\"Audit\"}}");
    World.await("it is begun", () -> !world.made("minilm").isEmpty());
    awaitCompliant("False", "BreaksAudit");
  }

  @Test
  void policies_in_conflict_are_named_and_nothing_is_begun() {
    var _ = world.apply(SERVICE);
    govern("a", "enforcement: Deny, provenance: {allowedSources: ['pvc://models/*']}");
    govern("b", "enforcement: Deny, provenance: {allowedSources: ['pvc://other/*']}");
    var _ = world.leadingOperator("a");
    World.await(
        "the conflict is told",
        () ->
            world
                .condition("minilm", "PolicyConflict")
                .filter(c -> c.getStatus().equals("True"))
                .isPresent());
    assertThat(world.condition("minilm", "PolicyConflict").orElseThrow().getMessage())
        .contains(policy("a"), policy("b"), "spec.provenance.allowedSources");
    assertThat(world.made("minilm")).isEmpty();
  }

  @Test
  void a_namespace_that_is_relabelled_into_a_policy_is_governed() {
    var _ = world.leadingOperator("a");
    serve();
    var _ =
        world
            .client
            .resource(
                world
                    .client
                    .getKubernetesSerialization()
                    .unmarshal(
                        """
                        apiVersion: steward.dev/v1alpha1
                        kind: ClusterCompliancePolicy
                        metadata: {name: "%s"}
                        spec:
                          enforcement: Audit
                          namespaceSelector: {matchLabels: {risk: "high-%s"}}
                          provenance: {digest: true}
                        """
                            .formatted(policy("risk"), world.tenant),
                        ClusterCompliancePolicy.class))
            .create();
    assertThat(World.settled(() -> world.condition("minilm", "PolicyCompliant"))).isEmpty();
    label("high-" + world.tenant);
    awaitCompliant("False", "BreaksAudit");
    label("low");
    World.await("it has left", () -> world.condition("minilm", "PolicyCompliant").isEmpty());
  }

  private void label(String risk) {
    var _ =
        world
            .client
            .namespaces()
            .withName(world.tenant)
            .patch(
                new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build(),
                "{\"metadata\":{\"labels\":{\"risk\":\"%s\"}}}".formatted(risk));
  }

  @Test
  void a_policy_that_selects_nothing_is_told_so() {
    var _ = world.leadingOperator("a");
    var nobody =
        world
            .client
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: steward.dev/v1alpha1
                kind: ClusterCompliancePolicy
                metadata: {name: "%s"}
                spec: {enforcement: Deny, namespaceSelector: {matchLabels: {no: such}}}
                """
                    .formatted(policy("nobody")),
                ClusterCompliancePolicy.class);
    var _ = world.client.resource(nobody).create();
    World.await(
        "it is told that it selects nothing",
        () ->
            Optional.ofNullable(world.client.resource(nobody).get().getStatus())
                .flatMap(status -> Optional.ofNullable(status.conditions()))
                .filter(conditions ->
                    conditions.stream()
                        .anyMatch(condition -> condition.getReason().equals("SelectsNothing")))
                .isPresent());
  }

  /** As with scope: Namespace, where a Role is all that the operator has. */
  @Test
  void what_an_operator_of_one_namespace_cant_see_is_unknown_and_what_it_sees_holds() {
    var _ = world.limitedOperator("a");
    serve();
    awaitCompliant("Unknown", "NotObserved");
    assertThat(world.condition("minilm", "PolicyCompliant").orElseThrow().getMessage())
        .contains("clustercompliancepolicies.steward.dev and namespaces");

    var own =
        world
            .client
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: steward.dev/v1alpha1
                kind: CompliancePolicy
                metadata: {name: own}
                spec: {enforcement: Warn, provenance: {digest: true}}
                """,
                CompliancePolicy.class);
    own.getMetadata().setNamespace(world.tenant);
    var _ = world.client.resource(own).create();
    awaitCompliant("False", "BreaksWarn");
    World.await("the gateways are told", () -> obliged().isPresent());
  }

  @Test
  void a_task_that_breaks_a_policy_waits_until_it_is_corrected() {
    var _ = world.apply(SERVICE);
    var task =
        world
            .client
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: steward.dev/v1alpha1
                kind: InferenceTask
                metadata: {name: scans}
                spec:
                  service: minilm
                  inputs: {paths: ['pvc://scans/*.json']}
                  output: {path: 'pvc://out/scans'}
                """,
                InferenceTask.class);
    task.getMetadata().setNamespace(world.tenant);
    var _ = world.client.resource(task).create();
    govern("eu", "enforcement: Deny, requiredAnnotations: [ticket]");
    var _ = world.leadingOperator("a");
    World.await(
        "it waits",
        () ->
            Optional.ofNullable(world.client.resource(task).get().getStatus())
                .filter(status -> "Waiting".equals(status.state()))
                .flatMap(status -> Optional.ofNullable(status.conditions()))
                .filter(conditions ->
                    conditions.stream()
                        .anyMatch(c ->
                            c.getType().equals("PolicyCompliant")
                                && c.getReason().equals("NotBegun")))
                .isPresent());
    assertThat(world.client.batch().v1().jobs().inNamespace(world.tenant).list().getItems())
        .isEmpty();
    edit("eu", "{\"spec\":{\"requiredAnnotations\":null}}");
    World.await(
        "it is begun",
        () ->
            !world
                .client
                .batch()
                .v1()
                .jobs()
                .inNamespace(world.tenant)
                .list()
                .getItems()
                .isEmpty());
  }
}
