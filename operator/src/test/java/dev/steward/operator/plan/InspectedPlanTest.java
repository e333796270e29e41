package dev.steward.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.serving.GatewayPort;
import dev.steward.operator.Services;
import dev.steward.operator.plan.AcceleratorSettings.Plugin;
import dev.steward.operator.plan.InspectionAttempt.Outcome;
import dev.steward.operator.plan.RevisionState.Liveness;
import dev.steward.operator.plan.Rollout.Route;
import dev.steward.operator.policy.Terms;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is planned before the facts of a model are known. */
class InspectedPlanTest {

  private ServiceSettings service =
      automatic(
          Services.settings(
              """
              {model: {uri: 'pvc://models/minilm'}, placement: {nodeSelector: {zone: a}},
               runtime: {env: [{name: A, value: b}], resources: {limits: {memory: 64Gi}}}}\
              """));

  private List<HasMetadata> there = List.of();
  private List<RevisionState> states = List.of();
  private List<Route> routes = List.of();
  private Optional<Inspection.StoredFacts> facts = Optional.empty();
  private Optional<List<NodeFacts>> nodes = Optional.empty();
  private List<InspectionAttempt> attempts = new ArrayList<>();

  private static ServiceSettings automatic(ServiceSettings settings) {
    return settings.withAccelerator(
        new AcceleratorSettings(
            new Plugin("nvidia.com/gpu", List.of("L4"), OptionalLong.empty()),
            new GpuCount.Auto(),
            Optional.of("nvidia")));
  }

  private Plan plan() {
    return new Planner(new PlanSettings("steward", "runtime:1"))
        .plan(
            service,
            new Planner.Present(
                new GatewayPort(20001),
                List.of(),
                of(ControllerRevision.class),
                of(Deployment.class),
                SeenGroups.NONE,
                states,
                List.of(),
                routes,
                List.of(),
                Optional.empty(),
                facts,
                attempts,
                nodes,
                Terms.FREE,
                Instant.EPOCH));
  }

  private <T> List<T> of(Class<T> kind) {
    return there.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static List<String> kinds(Plan plan) {
    return plan.objects().stream().map(HasMetadata::getKind).toList();
  }

  private static Pod inspection(Plan plan) {
    return plan.objects().stream()
        .filter(Pod.class::isInstance)
        .map(Pod.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void all_but_the_runtime_s_pods_is_planned_and_a_pod_that_reads_the_facts() {
    var plan = plan();
    assertThat(kinds(plan))
        .containsExactly(
            "ServiceAccount",
            "Secret",
            "NetworkPolicy",
            "PodDisruptionBudget",
            "ServingConfig",
            "Service",
            "EndpointSlice",
            "Pod");
    assertThat(plan.current()).isEmpty();
    assertThat(plan.rollout().replicas()).isEmpty();
    assertThat(plan.inspection()).isInstanceOf(Inspection.Reading.class);
  }

  @Test
  void the_pod_runs_once_with_the_service_s_claim_and_environment_and_no_gpu() {
    var pod = inspection(plan());
    assertThat(pod.getMetadata().getName()).matches("minilm-inspect-[0-9a-f]{8}-1");
    assertThat(pod.getMetadata().getLabels())
        .containsEntry(Names.INSPECTION, "minilm")
        .doesNotContainKeys(Names.SERVICE, Names.REVISION);
    assertThat(pod.getMetadata().getOwnerReferences()).hasSize(1);
    var spec = pod.getSpec();
    assertThat(spec.getRestartPolicy()).isEqualTo("Never");
    assertThat(spec.getActiveDeadlineSeconds()).isPositive();
    assertThat(spec.getAutomountServiceAccountToken()).isFalse();
    assertThat(spec.getNodeSelector()).containsEntry("zone", "a");
    assertThat(spec.getRuntimeClassName()).isNull();
    assertThat(spec.getAffinity()).isNull();
    // A claim may lie on the very nodes that have GPUs.
    assertThat(spec.getTolerations()).extracting("key").containsExactly("nvidia.com/gpu");
    assertThat(spec.getVolumes()).extracting("name").contains("model").doesNotContain("tls");
    var runtime = spec.getContainers().getFirst();
    assertThat(runtime.getArgs()).containsExactly("inspect");
    assertThat(runtime.getImage()).isEqualTo("runtime:1");
    assertThat(runtime.getEnv()).extracting("name").containsExactly("A");
    assertThat(runtime.getPorts()).isEmpty();
    assertThat(runtime.getReadinessProbe()).isNull();
    assertThat(runtime.getResources().getLimits()).containsOnlyKeys("memory");
    assertThat(runtime.getResources().getLimits()).containsEntry("memory", new Quantity("2Gi"));
    assertThat(runtime.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
  }

  @Test
  void what_answers_goes_on_while_the_new_model_s_facts_are_read() {
    var asked = service;
    service = Services.settings("{model: {uri: 'pvc://models/old'}, scaling: {replicas: 2}}");
    var old = plan();
    there = old.objects();
    states = List.of(new RevisionState(old.revision(), 2, 2, Liveness.ALIVE, Set.of(), Set.of()));
    routes = List.of(new Route(old.revision(), 100));

    service = asked;
    var plan = plan();
    assertThat(plan.rollout().replicas()).containsOnlyKeys(old.revision());
    assertThat(plan.rollout().routes()).isEqualTo(routes);
    assertThat(plan.rollout().phase()).isEqualTo(new Rollout.Phase.Replacing(old.revision()));
    assertThat(kinds(plan)).contains("Deployment", "ControllerRevision", "Pod");
  }

  @Test
  void nobody_s_pods_are_kept_for_a_service_that_is_at_zero() {
    service = Services.settings("{model: {uri: 'pvc://models/old'}}");
    var old = plan();
    there = old.objects();
    states = List.of(new RevisionState(old.revision(), 1, 1, Liveness.ALIVE, Set.of(), Set.of()));
    service =
        automatic(
            Services.settings("{model: {uri: 'pvc://models/minilm'}, scaling: {replicas: 0}}"));
    assertThat(plan().rollout().phase()).isEqualTo(new Rollout.Phase.Vacating());
    states = List.of();
    assertThat(plan().rollout().replicas()).isEmpty();
  }

  @Test
  void another_address_digest_task_or_image_is_inspected_anew() {
    var names =
        List.of(
                "{model: {uri: 'pvc://models/minilm'}}",
                "{model: {uri: 'pvc://models/other'}}",
                "{model: {uri: 'pvc://models/minilm', task: Embedding}}",
                "{model: {uri: 'pvc://models/minilm', digest: 'sha256:%s'}}"
                    .formatted("a".repeat(64)),
                "{model: {uri: 'file:///m.onnx'}}",
                // Where the model lies in the image, that image reads it.
                "{model: {uri: 'file:///m.onnx'}, runtime: {image: 'runtime:2'}}")
            .stream()
            .map(spec -> {
              service = automatic(Services.settings(spec));
              return inspection(plan()).getMetadata().getName();
            })
            .toList();
    assertThat(names).doesNotHaveDuplicates();
    service =
        automatic(Services.settings("{model: {uri: 'pvc://models/minilm', name: clients-word}}"));
    assertThat(inspection(plan()).getMetadata().getName()).isEqualTo(names.getFirst());
  }

  @Test
  void a_failed_pod_is_kept_until_the_next_try() {
    var key = InspectionKey.of(service.runtime(), "runtime:1");
    attempts.add(new InspectionAttempt(key, 1, new Outcome.Failed(Instant.EPOCH)));
    assertThat(inspection(plan()).getMetadata().getName()).endsWith("-1");
    attempts.set(
        0, new InspectionAttempt(key, 1, new Outcome.Failed(Instant.EPOCH.minusSeconds(60))));
    assertThat(inspection(plan()).getMetadata().getName()).endsWith("-2");
  }
}
