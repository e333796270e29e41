package dev.steward.operator.plan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.model.ModelFacts;
import dev.steward.core.serving.GatewayPort;
import dev.steward.core.size.Sizing;
import dev.steward.operator.Services;
import dev.steward.operator.plan.NodeFacts.Standing;
import dev.steward.operator.plan.RevisionState.Liveness;
import dev.steward.operator.policy.Terms;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Stories of services that leave the number of GPUs, or of pods, to Steward. */
class AutomaticPlanTest {

  private static final PlanSettings CLUSTER = new PlanSettings("steward", "runtime:1");
  private static final String GPUS = "{model: {uri: 'pvc://m/m'}, accelerator: {count: Auto}}";
  private static final String ENGINE =
      "{model: {uri: 'pvc://m/m'}, accelerator: {count: Auto}, runtime: {image: 'engine:1'}}";
  private static final ModelFacts SMALL = ModelOf.layers(10, 50);
  private static final ModelFacts LARGE = ModelOf.layers(32, 960);

  private PlanSettings settings = CLUSTER;
  private List<NodeFacts> nodes = List.of(node("node1", "8", "23034", Standing.READY));
  private List<? extends HasMetadata> there = List.of();
  private List<RevisionState> states = List.of();

  private static NodeFacts node(String name, String gpus, String memory, Standing standing) {
    return new NodeFacts(
        name,
        Map.of("nvidia.com/gpu", gpus),
        Map.of("nvidia.com/gpu.product", "NVIDIA-L4", "nvidia.com/gpu.memory", memory),
        standing);
  }

  private Plan plan(String spec, ModelFacts facts) {
    var service = Services.settings(spec);
    var image =
        service.image().filter(it -> !service.isAutomatic()).orElse(settings.runtimeImage());
    return new Planner(settings)
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
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.of(
                    new Inspection.StoredFacts(InspectionKey.of(service.runtime(), image), facts)),
                List.of(),
                Optional.of(nodes),
                Terms.FREE,
                Instant.EPOCH));
  }

  private <T> List<T> of(Class<T> kind) {
    return there.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static PodSpec pod(Plan plan) {
    return plan.current().orElseThrow().template().getSpec();
  }

  private static Quantity gpus(Plan plan) {
    return requireNonNull(
        pod(plan).getContainers().getFirst().getResources().getLimits().get("nvidia.com/gpu"));
  }

  private static String memory(Plan plan) {
    return pod(plan)
        .getAffinity()
        .getNodeAffinity()
        .getRequiredDuringSchedulingIgnoredDuringExecution()
        .getNodeSelectorTerms()
        .getFirst()
        .getMatchExpressions()
        .getFirst()
        .getValues()
        .getFirst();
  }

  @Test
  void a_small_model_gets_one_gpu_with_room_for_it() {
    var plan = plan(GPUS, SMALL);
    assertThat(gpus(plan)).isEqualTo(new Quantity("1"));
    assertThat(memory(plan)).isEqualTo("3410");
    assertThat(plan.sizing()).containsInstanceOf(Sizing.Sized.class);
  }

  @Test
  void an_engine_gets_as_many_gpus_as_hold_the_model_and_shared_memory() {
    var plan = plan(ENGINE, LARGE);
    assertThat(gpus(plan)).isEqualTo(new Quantity("2"));
    var shared =
        pod(plan).getVolumes().stream()
            .filter(volume -> volume.getName().equals("shm"))
            .findFirst()
            .orElseThrow()
            .getEmptyDir();
    assertThat(shared.getMedium()).isEqualTo("Memory");
    assertThat(shared.getSizeLimit().getNumericalAmount())
        .as("half of the limit of 2Gi")
        .isEqualByComparingTo(new Quantity("1Gi").getNumericalAmount());
  }

  @Test
  void one_gpu_needs_no_shared_memory() {
    assertThat(pod(plan(GPUS, SMALL)).getVolumes()).extracting("name").doesNotContain("shm");
  }

  @Test
  void a_model_too_large_for_one_gpu_is_cut_into_stages_where_that_is_left_open_too() {
    var plan =
        plan(
            "{model: {uri: 'pvc://m/m'}, accelerator: {count: Auto}, sharding: {strategy: Auto}}",
            LARGE);
    assertThat(plan.current().flatMap(Revision::shape))
        .get()
        .satisfies(shape -> assertThat(shape.size()).isEqualTo(2));
    assertThat(gpus(plan)).isEqualTo(new Quantity("1"));
    assertThat(plan.arithmetic())
        .contains("2 stages, a pod with 1 GPU each, of at least 21456 MiB (strategy Pipeline).")
        .last()
        .asString()
        .startsWith("Stage 0: layers 0 to 15, 15360 MiB, 50 % of the work; stage 1: layers 16 to");
  }

  @Test
  void stages_that_were_asked_for_are_told_too() {
    var plan = plan("{model: {uri: 'pvc://m/m'}, sharding: {strategy: Pipeline, size: 2}}", SMALL);
    assertThat(plan.sizing()).isEmpty();
    assertThat(plan.arithmetic()).singleElement().asString().startsWith("Stage 0: layers 0 to 4,");
  }

  @Test
  void on_cpus_the_memory_limit_decides() {
    var spec =
        "{model: {uri: 'pvc://m/m'}, sharding: {strategy: Auto}, runtime: {resources: {limits: {memory: %s}}}}";
    assertThat(plan(spec.formatted("2Gi"), SMALL).current().flatMap(Revision::shape)).isEmpty();
    assertThat(plan(spec.formatted("1Gi"), SMALL).current().flatMap(Revision::shape))
        .get()
        .satisfies(shape -> assertThat(shape.size()).isEqualTo(2));
  }

  @Test
  void what_no_node_can_hold_is_told_with_what_would_do() {
    var plan = plan(GPUS, LARGE);
    assertThat(plan.current()).isEmpty();
    assertThat(plan.obstacle().orElseThrow().message())
        .contains("spec.accelerator.count", "2 GPUs of 23034 MiB", "a GPU of 40107 MiB");
  }

  @Test
  void a_node_that_is_cordoned_gone_or_not_chosen_doesn_t_count() {
    nodes =
        List.of(
            node("cordoned", "8", "81559", Standing.CORDONED),
            node("broken", "8", "81559", Standing.NOT_READY),
            node("good", "1", "23034", Standing.READY));
    assertThat(plan(GPUS, LARGE).obstacle()).isPresent();
    var chosen =
        "{model: {uri: 'pvc://m/m'}, accelerator: {count: Auto}, placement: {nodeSelector: {zone: a}}}";
    assertThat(plan(chosen, SMALL).obstacle().orElseThrow().problem()).contains("no node");
  }

  @Test
  void a_node_that_joins_rolls_no_model() {
    var first = plan(ENGINE, LARGE);
    there = first.objects();
    states = List.of(state(first, Liveness.ALIVE, 1, Set.of()));
    nodes = List.of(nodes.getFirst(), node("node2", "8", "81559", Standing.READY));
    var next = plan(ENGINE, LARGE);
    assertThat(next.revision()).isEqualTo(first.revision());
    assertThat(next.sizing()).isEqualTo(first.sizing());
    nodes = List.of();
    assertThat(plan(ENGINE, LARGE).revision())
        .as("nor one that leaves")
        .isEqualTo(first.revision());
  }

  @Test
  void a_model_of_which_no_pod_has_a_place_is_sized_anew() {
    var first = plan(ENGINE, LARGE);
    there = first.objects();
    states = List.of(state(first, Liveness.DEAD, 0, Set.of("nvidia.com/gpu")));
    assertThat(plan(ENGINE, LARGE).revision()).as("to the same").isEqualTo(first.revision());
    nodes = List.of(node("node2", "8", "81559", Standing.READY));
    var next = plan(ENGINE, LARGE);
    assertThat(next.revision()).isNotEqualTo(first.revision());
    assertThat(gpus(next)).isEqualTo(new Quantity("1"));
    nodes = List.of();
    assertThat(plan(ENGINE, LARGE).revision())
        .as("what can't be sized stays as it was")
        .isEqualTo(first.revision());
  }

  private static RevisionState state(
      Plan plan, Liveness liveness, int ready, Set<String> starvedOf) {
    return new RevisionState(plan.revision(), 1, ready, liveness, starvedOf, Set.of());
  }

  @Test
  void an_installation_that_can_t_see_nodes_says_so_and_inspects_nothing() {
    settings =
        new PlanSettings("steward", "runtime:1", PlanSettings.Nodes.HIDDEN, Optional.empty());
    var plan = plan(GPUS, SMALL);
    assertThat(plan.obstacle().orElseThrow().message())
        .contains("spec.accelerator.count", "serves one namespace", "write a number");
    assertThat(plan.inspection()).isEqualTo(new Inspection.Unneeded());
    assertThat(plan("{model: {uri: 'pvc://m/m'}, sharding: {strategy: Auto}}", SMALL).obstacle())
        .as("memory isn't a matter of nodes")
        .isEmpty();
  }

  @Test
  void devices_of_a_class_are_claimed_by_each_pod() {
    var plan =
        plan(
            "{model: {uri: 'pvc://m/m'}, accelerator: {deviceClass: gpu.example.com, count: 2, selectors: [\"device.driver == 'x'\"]}}",
            SMALL);
    var template =
        plan.objects().stream()
            .filter(ResourceClaimTemplate.class::isInstance)
            .map(ResourceClaimTemplate.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(template.getMetadata().getName()).isEqualTo(plan.revision());
    var exactly = template.getSpec().getSpec().getDevices().getRequests().getFirst().getExactly();
    assertThat(exactly.getDeviceClassName()).isEqualTo("gpu.example.com");
    assertThat(exactly.getCount()).isEqualTo(2);
    assertThat(exactly.getSelectors().getFirst().getCel().getExpression())
        .isEqualTo("device.driver == 'x'");
    assertThat(pod(plan).getResourceClaims().getFirst().getResourceClaimTemplateName())
        .isEqualTo(plan.revision());
    var resources = pod(plan).getContainers().getFirst().getResources();
    assertThat(resources.getClaims()).extracting("name").containsExactly("devices");
    assertThat(resources.getLimits()).containsOnlyKeys("memory");
    assertThat(pod(plan).getTolerations()).isEmpty();
  }

  @Test
  void the_older_version_of_the_api_gets_the_same_template() {
    settings =
        new PlanSettings(
            "steward", "runtime:1", PlanSettings.Nodes.VISIBLE, Optional.of(DeviceApi.V1BETA2));
    assertThat(
            plan("{model: {uri: 'pvc://m/m'}, accelerator: {deviceClass: gpu.example.com}}", SMALL)
                .objects())
        .filteredOn(object -> object.getKind().equals("ResourceClaimTemplate"))
        .extracting(HasMetadata::getApiVersion)
        .containsExactly("resource.k8s.io/v1beta2");
  }

  @Test
  void a_cluster_without_dynamic_resource_allocation_is_told_what_to_use() {
    settings =
        new PlanSettings("steward", "runtime:1", PlanSettings.Nodes.VISIBLE, Optional.empty());
    assertThat(
            plan("{model: {uri: 'pvc://m/m'}, accelerator: {deviceClass: gpu.example.com}}", SMALL)
                .obstacle()
                .orElseThrow()
                .message())
        .contains("spec.accelerator.deviceClass", "use spec.accelerator.resource");
  }
}
