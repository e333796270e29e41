package dev.steward.operator.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.CompliancePolicy;
import dev.steward.operator.reconcile.World.RunningOperator;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is changed behind the operator's back is put right, and told. */
class DriftIT {

  private static final String DIGEST = "compliance.steward.dev/policy-digest";

  private final World world = new World();
  private final RunningOperator operator = world.leadingOperator("a");

  @BeforeEach
  void serve() {
    var _ = world.gateway("steward-gateway-0", "10.9.0.1");
    var own =
        read(
            """
            apiVersion: steward.dev/v1alpha1
            kind: CompliancePolicy
            metadata: {name: own}
            spec: {enforcement: Warn, requiredAnnotations: [owner]}
            """,
            CompliancePolicy.class);
    own.getMetadata().setNamespace(world.tenant);
    var _ = world.client.resource(own).create();
    var _ =
        world.apply(
            """
            apiVersion: steward.dev/v1alpha1
            kind: ModelService
            metadata:
              name: minilm
              annotations: {owner: me, compliance.steward.dev/change-reason: first}
            spec:
              model: {uri: 'pvc://models/minilm'}
              scaling: {mode: Fixed, replicas: 1}
              compliance: {dataClass: Internal}
            """);
    var revision = world.revision("minilm");
    var _ = world.runtimePod("minilm", revision, "minilm-0", World.ready("10.9.1.1"));
    var _ = world.awaitReason("minilm", "Serving");
    World.await("the pod is marked", () -> pod().isPresent());
    var _ = World.settled(operator::calls);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private <T> T read(String yaml, Class<T> kind) {
    return world.client.getKubernetesSerialization().unmarshal(yaml, kind);
  }

  private Optional<Pod> pod() {
    return Optional.ofNullable(
            world.client.pods().inNamespace(world.tenant).withName("minilm-0").get())
        .filter(pod -> pod.getMetadata().getAnnotations() != null)
        .filter(pod -> pod.getMetadata().getAnnotations().containsKey(DIGEST));
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

  private HasMetadata made(String kind) {
    return world.made("minilm").stream()
        .filter(object -> object.getKind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private List<String> told(String namespace) {
    return world.client.events().v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> "DriftRepaired".equals(event.getReason()))
        .map(event -> event.getNote())
        .toList();
  }

  private double counted(String kind) {
    return operator.meters().find("steward.drift").tag("kind", kind).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  @Test
  void objects_and_pods_bear_what_governs_them_and_a_further_reconcile_writes_nothing() {
    var digest =
        Optional.ofNullable(world.service("minilm").getStatus().policy()).orElseThrow().digest();
    assertThat(world.made("minilm"))
        .allSatisfy(object ->
            assertThat(object.getMetadata().getAnnotations())
                .containsEntry(DIGEST, digest)
                .containsEntry("compliance.steward.dev/data-class", "Internal")
                .containsEntry("compliance.steward.dev/change-reason", "first"));
    assertThat(pod().orElseThrow().getMetadata().getAnnotations()).containsEntry(DIGEST, digest);
    assertThat(told(world.tenant)).isEmpty();

    var calls = World.settled(operator::calls);
    var reconciles = operator.reconciles();
    patch(world.service("minilm"), "{\"metadata\":{\"annotations\":{\"seen\":\"yes\"}}}");
    World.await("a further reconcile", () -> operator.reconciles() > reconciles);
    assertThat(World.settled(operator::calls)).isEqualTo(calls);
  }

  @Test
  void an_edit_and_a_deletion_are_told_with_who_did_it_and_counted() {
    patch(made("NetworkPolicy"), "{\"spec\":{\"ingress\":[{}]}}");
    World.await(
        "it is told",
        () ->
            told(world.tenant)
                .contains("NetworkPolicy minilm was changed by somebody and is put back."));
    assertThat(counted("NetworkPolicy")).isEqualTo(1);

    var _ = world.client.resource(made("PodDisruptionBudget")).delete();
    World.await(
        "it is told",
        () ->
            told(world.tenant)
                .contains("PodDisruptionBudget minilm was deleted and is made again."));
    assertThat(counted("PodDisruptionBudget")).isEqualTo(1);
  }

  @Test
  void a_mark_that_is_taken_away_or_forged_comes_back() {
    patch(made("Deployment"), "{\"metadata\":{\"annotations\":{\"%s\":null}}}".formatted(DIGEST));
    patch(
        pod().orElseThrow(),
        "{\"metadata\":{\"annotations\":{\"%s\":\"forged\"}}}".formatted(DIGEST));
    World.await(
        "both are as they were",
        () ->
            made("Deployment").getMetadata().getAnnotations().containsKey(DIGEST)
                && !"forged"
                    .equals(pod().orElseThrow().getMetadata().getAnnotations().get(DIGEST)));
    World.await("it is told", () -> !told(world.tenant).isEmpty());
  }

  @Test
  void what_the_owner_asks_for_is_no_drift() {
    patch(world.service("minilm"), "{\"spec\":{\"scaling\":{\"replicas\":2}}}");
    World.await(
        "it is done",
        () ->
            world.client.apps().deployments().inNamespace(world.tenant).list().getItems().stream()
                .allMatch(it -> it.getSpec().getReplicas() == 2));
    var _ = World.settled(operator::calls);
    assertThat(told(world.tenant)).isEmpty();
  }

  /** Of its own name, because the server has one of each name for all tests. */
  @Test
  void an_admission_policy_and_its_binding_are_put_back_and_their_policies_say_so() {
    var name = "steward-own-" + world.tenant + "-warn";
    var files =
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: NAME}
        spec:
          failurePolicy: Fail
          matchConstraints:
            resourceRules:
              - {apiGroups: [steward.dev], apiVersions: [v1alpha1], operations: [CREATE], resources: [taskfiles]}
          validations: [{expression: "true", message: never}]
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: NAME}
        spec: {policyName: NAME, validationActions: [Deny]}
        """
            .replace("NAME", name);
    World.await(
        "nothing is known without the chart's ConfigMap",
        () -> enforced().startsWith("Unknown NotObserved"));
    var _ =
        world
            .client
            .resource(
                new ConfigMapBuilder()
                    .withNewMetadata()
                    .withNamespace(world.home)
                    .withName("steward-admission")
                    .addToAnnotations("meta.helm.sh/release-name", "steward")
                    .endMetadata()
                    .withData(Map.of("test.yaml", files))
                    .build())
            .create();
    var admission = world.client.admissionRegistration().v1();
    World.await(
        "whoever wrote the ConfigMap may be about to make them",
        () -> enforced().startsWith("False AdmissionAwaited"));
    assertThat(admission.validatingAdmissionPolicies().withName(name).get()).isNull();
    world
        .client
        .load(new ByteArrayInputStream(files.getBytes(UTF_8)))
        .items()
        .forEach(object -> {
          var _ = world.client.resource(object).create();
        });
    World.await("they are there", () -> enforced().startsWith("True AdmissionInPlace"));

    var _ = admission.validatingAdmissionPolicies().withName(name).delete();
    var _ = admission.validatingAdmissionPolicyBindings().withName(name).delete();
    World.await(
        "both are made again",
        () ->
            admission.validatingAdmissionPolicies().withName(name).get() != null
                && admission.validatingAdmissionPolicyBindings().withName(name).get() != null);
    World.await("the policy says so", () -> enforced().startsWith("True AdmissionRepaired"));
    assertThat(
            admission
                .validatingAdmissionPolicies()
                .withName(name)
                .get()
                .getMetadata()
                .getAnnotations())
        .as("an upgrade of the chart knows it")
        .containsEntry("meta.helm.sh/release-name", "steward");

    patch(
        admission.validatingAdmissionPolicyBindings().withName(name).get(),
        "{\"spec\":{\"validationActions\":[\"Audit\"]}}");
    patch(
        admission.validatingAdmissionPolicies().withName(name).get(),
        """
        {"spec":{"matchConstraints":{"excludeResourceRules":[{"apiGroups":["*"],"apiVersions":["*"],"operations":["*"],"resources":["*"]}]}}}
        """);
    World.await(
        "both are as the chart made them",
        () ->
            List.of("Deny")
                    .equals(
                        admission
                            .validatingAdmissionPolicyBindings()
                            .withName(name)
                            .get()
                            .getSpec()
                            .getValidationActions())
                && admission
                    .validatingAdmissionPolicies()
                    .withName(name)
                    .get()
                    .getSpec()
                    .getMatchConstraints()
                    .getExcludeResourceRules()
                    .isEmpty());
    World.await(
        "an Event tells it",
        () -> told("default").stream().anyMatch(note -> note.contains(name + " was changed")));
    assertThat(counted("ValidatingAdmissionPolicyBinding")).isGreaterThanOrEqualTo(2);

    var _ = admission.validatingAdmissionPolicies().withName(name).delete();
    var _ = admission.validatingAdmissionPolicyBindings().withName(name).delete();
  }

  private String enforced() {
    var policy =
        world
            .client
            .resources(CompliancePolicy.class)
            .inNamespace(world.tenant)
            .withName("own")
            .get();
    return Optional.ofNullable(policy.getStatus())
        .flatMap(status -> Optional.ofNullable(status.conditions()))
        .stream()
        .flatMap(List::stream)
        .filter(condition -> condition.getType().equals("Enforced"))
        .map(condition -> condition.getStatus() + " " + condition.getReason())
        .findFirst()
        .orElse("");
  }

  @Test
  void a_policy_counts_whom_it_selects_who_breaks_it_and_who_was_told() {
    World.await(
        "it counts",
        () -> {
          var status =
              world
                  .client
                  .resources(CompliancePolicy.class)
                  .inNamespace(world.tenant)
                  .withName("own")
                  .get()
                  .getStatus();
          return status != null
              && Integer.valueOf(1).equals(status.selected())
              && Integer.valueOf(0).equals(status.breaking())
              && Integer.valueOf(1).equals(status.written());
        });
  }
}
