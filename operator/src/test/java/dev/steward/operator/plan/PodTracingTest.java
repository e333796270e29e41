package dev.steward.operator.plan;

import static dev.steward.operator.Services.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which pods tell of requests, and by what they know whom to tell. */
class PodTracingTest {

  private static final PlanSettings QUIET = new PlanSettings("steward", "runtime:1");
  private static final PlanSettings TOLD =
      QUIET.with(Optional.of(new TracingSettings("http://collector:4318", 0.25)));
  private static final String MINILM = "{model: {uri: 'pvc://models/minilm'}}";

  private static Plan plan(String spec, PlanSettings settings) {
    return Planner.plan(service(spec), settings)
        .orThrow(violation -> new IllegalStateException(violation.message()));
  }

  private static Map<String, String> told(PodTemplateSpec template) {
    return template.getSpec().getContainers().getFirst().getEnv().stream()
        .filter(variable -> variable.getName().startsWith("OTEL_"))
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
  }

  private static Map<String, String> told(Plan plan) {
    return told(plan.current().orElseThrow().template());
  }

  @Test
  void pods_of_a_new_revision_know_the_collector_and_whose_they_are() {
    var plan = plan(MINILM, TOLD);
    var service = plan.serving().service();
    assertThat(told(plan))
        .containsOnly(
            Map.entry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"),
            Map.entry("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"),
            Map.entry("OTEL_TRACES_SAMPLER_ARG", "0.25"),
            Map.entry("OTEL_SERVICE_NAME", service.name()),
            Map.entry(
                "OTEL_RESOURCE_ATTRIBUTES",
                "service.namespace=%1$s,k8s.namespace.name=%1$s".formatted(service.namespace())));
  }

  @Test
  void a_collector_restarts_no_model() {
    assertThat(plan(MINILM, TOLD).revision()).isEqualTo(plan(MINILM, QUIET).revision());
    assertThat(told(plan(MINILM, QUIET))).isEmpty();
  }

  @Test
  void what_a_service_says_itself_stands() {
    var own =
        "{model: {uri: 'pvc://models/minilm'}, runtime: {env: [{name: OTEL_TRACES_SAMPLER_ARG, value: '1'}]}}";
    assertThat(told(plan(own, TOLD))).containsEntry("OTEL_TRACES_SAMPLER_ARG", "1").hasSize(5);
  }

  @Test
  void engines_of_others_are_told_nothing() {
    var engine =
        "{model: {uri: 'pvc://models/m'}, runtime: {image: 'vllm:1', plainHttp: {port: 8000}}}";
    assertThat(told(plan(engine, TOLD))).isEmpty();
  }

  @Test
  void pods_that_are_there_stay_as_they_are() {
    var present = plan(MINILM, TOLD).current().orElseThrow().template();
    var rendered = plan(MINILM, QUIET).current().orElseThrow().template();
    assertThat(rendered).isNotEqualTo(present);
    PodTracing.tellAs(present, rendered);
    assertThat(rendered).isEqualTo(present);
  }
}
