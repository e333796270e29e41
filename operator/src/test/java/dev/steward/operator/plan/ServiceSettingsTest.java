package dev.steward.operator.plan;

import static dev.steward.operator.Services.service;
import static dev.steward.operator.Services.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.core.model.ModelTask;
import dev.steward.core.shard.Aggregate;
import dev.steward.core.shard.DataSharding;
import dev.steward.operator.plan.AcceleratorSettings.Plugin;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ServiceSettingsTest {

  @Test
  void all_but_the_address_has_a_default() {
    var settings = settings("{model: {uri: 'pvc://models/minilm'}}");
    assertThat(settings.runtime().model()).isEqualTo("minilm");
    assertThat(settings.runtime().task()).isEqualTo(ModelTask.TENSOR);
    assertThat(settings.replicas()).isEqualTo(1);
    assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.image()).isEmpty();
    assertThat(settings.accelerator()).isEmpty();
    assertThat(settings.resources().limits()).isEqualTo(Map.of("memory", new Quantity("2Gi")));
  }

  @Test
  void how_many_rows_are_computed_together_is_told_to_the_runtime_where_it_is_asked_for() {
    assertThat(settings("{model: {uri: 'pvc://m/m'}, runtime: {maxBatch: 8}}").runtime().maxBatch())
        .contains(8);
    assertThat(settings("{model: {uri: 'pvc://m/m'}}").runtime().maxBatch()).isEmpty();
    assertThat(
            ServiceSettings.of(service("{model: {uri: 'pvc://m/m'}, runtime: {maxBatch: 2000}}")))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            invalid ->
                assertThat(invalid.violation().message())
                    .startsWith("spec.runtime.maxBatch")
                    .contains("1 to 1024"));
  }

  @ParameterizedTest
  @EnumSource(ModelTask.class)
  void every_task_is_told_to_the_runtime_by_its_name(ModelTask task) {
    assertThat(
            settings("{model: {uri: 'pvc://m/m', task: %s}}".formatted(task.text()))
                .runtime()
                .task())
        .isEqualTo(task);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ImageText|sharding: {strategy: Auto}|spec.sharding.strategy: Auto goes by|has three",
        "Generation|sharding: {strategy: Auto}|spec.sharding.strategy: Auto goes by|GGUF",
        "Generation|accelerator: {count: Auto}|spec.accelerator.count: Auto goes by|GGUF"
      })
  void what_goes_by_a_models_facts_is_refused_where_there_are_none(
      String task, String auto, String field, String why) {
    var service = service("{model: {uri: 'pvc://m/m', task: %s}, %s}".formatted(task, auto));
    assertThat(ServiceSettings.of(service))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            invalid -> assertThat(invalid.violation().message()).startsWith(field).contains(why));
  }

  @Test
  void an_engine_in_plain_http_says_where_it_listens() {
    var settings =
        settings(
            "{model: {uri: 'pvc://m/m'}, runtime: {image: engine:1, args: [a, b], plainHttp: {port:"
                + " 8000}}}");
    assertThat(settings.plainEngine()).contains(new PlainEngine(8000, "/health"));
    assertThat(settings.arguments()).containsExactly("a", "b");
    assertThat(settings("{model: {uri: 'pvc://m/m'}}").plainEngine()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{plainHttp: {port: 8000}}|None|Steward's own runtime needs no guard",
        "{image: e, plainHttp: {port: 8080}}|None|8080 is no port of an engine's",
        "{image: e, plainHttp: {port: 8081}}|None|8081 is no port of an engine's",
        "{image: e, plainHttp: {port: 8000}}|Tensor|secure their own ports",
        "{image: e, plainHttp: {port: 8000}}|Auto|secure their own ports"
      })
  void where_no_guard_can_stand_it_is_refused(String runtime, String strategy, String why) {
    var service =
        service(
            "{model: {uri: 'pvc://m/m'}, runtime: %s, sharding: {strategy: %s%s}}"
                .formatted(runtime, strategy, strategy.equals("Tensor") ? ", size: 2" : ""));
    assertThat(ServiceSettings.of(service))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            invalid ->
                assertThat(invalid.violation().message())
                    .startsWith("spec.runtime.plainHttp")
                    .contains(why));
  }

  @Test
  void an_accelerator_is_one_nvidia_gpu_unless_said_otherwise() {
    var accelerator =
        settings("{model: {uri: 'pvc://m/m'}, accelerator: {minMemory: 20Gi}}")
            .accelerator()
            .orElseThrow();
    assertThat(accelerator.number()).isEqualTo(1);
    assertThat(accelerator.source())
        .isEqualTo(new Plugin("nvidia.com/gpu", List.of(), OptionalLong.of(20480)));
  }

  @Test
  void batches_are_cut_only_if_asked_for_and_into_as_many_parts_as_there_are_pods() {
    assertThat(settings("{model: {uri: 'pvc://m/m'}}").sharding()).isEmpty();
    assertThat(settings("{model: {uri: 'pvc://m/m'}, sharding: {}}").sharding()).isEmpty();
    assertThat(settings("{model: {uri: 'pvc://m/m'}, sharding: {strategy: None}}").sharding())
        .isEmpty();
    assertThat(settings("{model: {uri: 'pvc://m/m'}, sharding: {strategy: Data}}").sharding())
        .contains(new DataSharding(64, Aggregate.CONCAT));
    assertThat(
            settings(
                    "{model: {uri: 'pvc://m/m'}, sharding: {strategy: Data, size: 3, aggregate: Vote}}")
                .sharding())
        .contains(new DataSharding(3, Aggregate.VOTE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{limits: {memory: 512Mi}}    | 512Mi | 512Mi",
        "{requests: {memory: 6Gi}}    | 6Gi   | 6Gi",
        "{requests: {memory: 100Mi}}  | 100Mi | 2Gi",
        "{limits: {memory: 8Gi}}      | 1Gi   | 8Gi"
      })
  void a_default_never_contradicts_what_was_said(String resources, String request, String limit) {
    var read =
        settings("{model: {uri: 'pvc://m/m'}, runtime: {resources: " + resources + "}}")
            .resources();
    assertThat(read.requests()).containsEntry("memory", new Quantity(request));
    assertThat(read.limits()).containsEntry("memory", new Quantity(limit));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                      | spec.model.uri",
        "{model: {uri: 'gs://bucket/m'}}                         | spec.model.uri",
        "{model: {uri: 'pvc://m/m', digest: 'sha256:1'}}         | spec.model.digest",
        "{model: {uri: 'pvc://m/m'}, traffic: {timeout: soon}}   | spec.traffic.timeout",
        "{model: {uri: 'pvc://m/m'}, traffic: {timeout: 0s}}     | spec.traffic.timeout",
        "{model: {uri: 'pvc://m/m'}, sharding: {strategy: Data, size: 1}} | spec.sharding.size",
        "{model: {uri: 'pvc://m/m'}, accelerator: {minMemory: x}} | spec.accelerator.minMemory",
        "{model: {uri: 'pvc://m/m'}, runtime: {resources: {requests: {cpu: 2}, limits: {cpu: 500m}}}} | spec.runtime.resources.requests.cpu"
      })
  void what_no_schema_saw_is_told_by_its_field(String spec, String field) {
    assertThat(ServiceSettings.of(service(spec)))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            invalid -> assertThat(invalid.violation().field()).isEqualTo(field));
  }
}
