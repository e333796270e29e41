package dev.steward.operator.plan;

import static dev.steward.operator.Services.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which services are computed by the runtime for GPUs. */
class GpuRuntimeTest {

  private static final PlanSettings WITHOUT = new PlanSettings("steward", "runtime:1");
  private static final PlanSettings WITH = WITHOUT.withCudaImage(Optional.of("runtime-cuda:1"));
  private static final String ON_GPU = "{model: {uri: 'pvc://models/m'}, accelerator: {count: 1}}";

  private static Plan plan(String spec, PlanSettings settings) {
    return Planner.plan(service(spec), settings)
        .orThrow(violation -> new IllegalStateException(violation.message()));
  }

  private static Container runtime(Plan plan) {
    return plan.current().orElseThrow().template().getSpec().getContainers().getFirst();
  }

  private static List<String> device(Plan plan) {
    return runtime(plan).getEnv().stream()
        .filter(variable -> variable.getName().equals("STEWARD_DEVICE"))
        .map(EnvVar::getValue)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{count: 1}",
        "{resource: nvidia.com/mig-1g.10gb}",
        "{deviceClass: gpu.nvidia.com}",
      })
  void who_asks_for_nvidias_gpus_gets_the_image_that_uses_them(String accelerator) {
    var plan =
        plan("{model: {uri: 'pvc://models/m'}, accelerator: %s}".formatted(accelerator), WITH);
    assertThat(runtime(plan).getImage()).isEqualTo("runtime-cuda:1");
    assertThat(device(plan)).containsExactly("Gpu");
    assertThat(plan.notice()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{model: {uri: 'pvc://models/m'}, accelerator: {resource: amd.com/gpu}}; NVIDIA's GPUs alone",
        "{model: {uri: 'pvc://models/m'}, accelerator: {deviceClass: big}}; NVIDIA's GPUs alone",
        "{model: {uri: 'pvc://models/m', task: Generation}, accelerator: {count: 1}}; models that write"
      })
  void what_could_not_use_them_gets_the_image_of_all_and_says_why(String spec, String why) {
    var plan = plan(spec, WITH);
    assertThat(runtime(plan).getImage()).isEqualTo("runtime:1");
    assertThat(device(plan)).isEmpty();
    assertThat(plan.notice().orElseThrow())
        .startsWith("spec.accelerator: GPUs are held, and models are computed on the CPU")
        .contains(why);
  }

  @Test
  void without_such_an_image_all_is_as_ever_but_that_it_is_said() {
    var plan = plan(ON_GPU, WITHOUT);
    assertThat(runtime(plan).getImage()).isEqualTo("runtime:1");
    assertThat(device(plan)).isEmpty();
    assertThat(plan.notice().orElseThrow()).contains("set runtime.cudaImage of the chart");
  }

  @Test
  void nothing_is_said_to_who_asks_for_no_gpu_or_names_an_image() {
    assertThat(plan("{model: {uri: 'pvc://models/m'}}", WITH).notice()).isEmpty();
    var named =
        plan(
            "{model: {uri: 'pvc://models/m'}, accelerator: {count: 1}, runtime: {image: 'own:1'}}",
            WITH);
    assertThat(named.notice()).isEmpty();
    assertThat(runtime(named).getImage()).isEqualTo("own:1");
    assertThat(device(named)).isEmpty();
  }

  @Test
  void the_image_restarts_no_model() {
    assertThat(plan(ON_GPU, WITH).revision()).isEqualTo(plan(ON_GPU, WITHOUT).revision());
    var made = plan(ON_GPU, WITHOUT).current().orElseThrow();
    var stored =
        RevisionHistory.object(made, new OwnedMetadata(plan(ON_GPU, WITH).service().service()));
    var settings = plan(ON_GPU, WITH).service();
    var kept =
        RevisionHistory.of(List.of(stored), List.of()).current(settings, WITH, Optional.empty());
    assertThat(kept.template()).isEqualTo(made.template());
    assertThat(GpuRuntime.unused(settings, WITH, kept).orElseThrow())
        .contains("from before there was a runtime for GPUs");
  }

  @Test
  void pods_that_are_there_stay_as_they_are() {
    var present = plan(ON_GPU, WITH).current().orElseThrow().template();
    var rendered = plan(ON_GPU, WITHOUT).current().orElseThrow().template();
    GpuRuntime.askAs(present, rendered);
    assertThat(rendered.getSpec().getContainers().getFirst().getEnv())
        .isEqualTo(present.getSpec().getContainers().getFirst().getEnv());
  }

  @Test
  void what_reads_the_facts_is_the_image_that_finds_the_layers_later() {
    var automatic = "{model: {uri: 'pvc://models/m'}, accelerator: {count: Auto}}";
    assertThat(plan(automatic, WITH).objects())
        .filteredOn(object -> object.getKind().equals("Pod"))
        .extracting(Object::toString)
        .singleElement()
        .asString()
        .contains("runtime-cuda:1");
  }
}
