package dev.steward.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.core.measure.Bytes;
import dev.steward.core.measure.Work;
import dev.steward.core.model.LayerFacts;
import dev.steward.core.model.ModelFacts;
import dev.steward.core.serving.GatewayPort;
import dev.steward.operator.Services;
import dev.steward.operator.policy.Terms;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a sharded service is made of once the facts of its model are known. */
class GroupsGoldenTest {

  private static final PlanSettings STEWARD =
      new PlanSettings("steward", "steward.dev/runtime:golden");

  private static ModelFacts facts(int layers) {
    var layer = new LayerFacts(new Work(100), new Bytes(1000), new Bytes(10));
    return new ModelFacts(
        20,
        layers,
        new Bytes(1000L * layers),
        List.of(),
        List.of(),
        Collections.nCopies(layers, layer));
  }

  private static Plan plan(ServiceSettings service, Optional<ModelFacts> known) {
    var image = service.image().orElse(STEWARD.runtimeImage());
    var key = InspectionKey.of(service.runtime(), image);
    return new Planner(STEWARD)
        .plan(
            service,
            new Planner.Present(
                new GatewayPort(20001),
                List.of(),
                List.of(),
                List.of(),
                SeenGroups.NONE,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                known.map(facts -> new Inspection.StoredFacts(key, facts)),
                List.of(),
                Optional.empty(),
                Terms.FREE,
                Instant.EPOCH));
  }

  private static ServiceSettings example(String file) throws IOException {
    var service =
        new YAMLMapper().readValue(Path.of("../examples", file).toFile(), ModelService.class);
    return ServiceSettings.of(service).orThrow(v -> new IllegalStateException(v.message()));
  }

  private static void assertGolden(String folder, Plan plan) throws IOException {
    var files = new TreeMap<String, HasMetadata>();
    plan.objects().stream()
        .filter(object ->
            List.of("StatefulSet", "ControllerRevision", "Secret", "Service", "NetworkPolicy")
                .contains(object.getKind()))
        .forEach(object ->
            files.put(
                object.getKind().toLowerCase(java.util.Locale.ROOT)
                    + "-"
                    + object.getMetadata().getName()
                    + ".yaml",
                object));
    YamlFiles.compare(Path.of("src/test/resources/golden", folder), files);
  }

  @Test
  void the_pipeline_example_is_made_with_the_facts_of_its_model() throws IOException {
    assertGolden("groups-pipeline", plan(example("pipeline/stages.yaml"), Optional.of(facts(11))));
  }

  @Test
  void the_engine_example_is_made_at_once() throws IOException {
    assertGolden(
        "groups-tensor",
        plan(
            Services.settings(
                """
                {model: {uri: 'pvc://models/big', name: big},
                 runtime: {image: 'engine.example/engine:1',
                           env: [{name: RANK, value: '$(LWS_WORKER_INDEX)'}]},
                 accelerator: {count: 2},
                 sharding: {strategy: Tensor, size: 4},
                 scaling: {replicas: 2}}\
                """),
            Optional.empty()));
  }

  @Test
  void nothing_runs_before_the_facts_of_a_model_in_stages_are_known() {
    var plan =
        plan(
            Services.settings(
                "{model: {uri: 'pvc://m/x'}, sharding: {strategy: Pipeline, size: 2}}"),
            Optional.empty());
    assertThat(plan.current()).isEmpty();
    assertThat(plan.objects())
        .extracting(HasMetadata::getKind)
        .contains("Pod")
        .doesNotContain("StatefulSet", "Deployment");
  }

  @Test
  void more_stages_than_layers_make_nothing_and_name_the_field() {
    var plan =
        plan(
            Services.settings(
                "{model: {uri: 'pvc://m/x'}, sharding: {strategy: Pipeline, size: 6}}"),
            Optional.of(facts(4)));
    assertThat(plan.obstacle().orElseThrow().message())
        .isEqualTo("spec.sharding.size: 6 stages need 6 layers, the model has 4; use 4 or fewer");
    assertThat(plan.objects())
        .extracting(HasMetadata::getKind)
        .doesNotContain("StatefulSet", "Deployment");
  }

  @Test
  void the_strategy_names_a_revision_and_only_where_it_is_used() {
    var none = RevisionName.of(Services.settings("{model: {uri: 'pvc://m/x'}}"));
    var explicit =
        RevisionName.of(
            Services.settings("{model: {uri: 'pvc://m/x'}, sharding: {strategy: None}}"));
    var two =
        RevisionName.of(
            Services.settings(
                "{model: {uri: 'pvc://m/x'}, sharding: {strategy: Pipeline, size: 2}}"));
    var three =
        RevisionName.of(
            Services.settings(
                "{model: {uri: 'pvc://m/x'}, sharding: {strategy: Pipeline, size: 3}}"));
    assertThat(explicit).isEqualTo(none);
    assertThat(List.of(none, two, three)).doesNotHaveDuplicates();
  }

  @Test
  void the_cut_survives_in_the_template() throws IOException {
    var plan = plan(example("pipeline/stages.yaml"), Optional.of(facts(11)));
    var shape = plan.current().orElseThrow().shape().orElseThrow();
    assertThat(shape.size()).isEqualTo(2);
    assertThat(shape.text())
        .isEqualTo("{\"strategy\":\"Pipeline\",\"layers\":11,\"starts\":[0,5]}");
    assertThat(new ObjectMapper().readTree(shape.text()).path("layers").asInt()).isEqualTo(11);
  }
}
