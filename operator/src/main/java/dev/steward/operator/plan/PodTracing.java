package dev.steward.operator.plan;

import dev.steward.core.serving.ServiceId;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The variables by which the pods of Steward's runtime tell of requests; OpenTelemetry's own. They
 * are part of a revision's pods and not of its name: a collector that moves restarts no model, and
 * is told by the revisions after. Engines of others are set up by who brings them.
 */
public final class PodTracing {

  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
  private static final String SAMPLER = "OTEL_TRACES_SAMPLER";
  private static final String SAMPLED = "OTEL_TRACES_SAMPLER_ARG";
  private static final String NAME = "OTEL_SERVICE_NAME";
  private static final String ATTRIBUTES = "OTEL_RESOURCE_ATTRIBUTES";
  private static final Set<String> ALL = Set.of(ENDPOINT, SAMPLER, SAMPLED, NAME, ATTRIBUTES);

  private PodTracing() {}

  /** Has the runtime of a pod tell; what the service's own environment says stands. */
  static void tell(PodTemplateSpec template, TracingSettings tracing, ServiceId service) {
    add(runtime(template), variables(tracing, service.name(), service.namespace()));
  }

  /**
   * The variables of a pod.
   *
   * @param name who tells
   */
  public static List<EnvVar> variables(TracingSettings tracing, String name, String namespace) {
    return List.of(
        RuntimePod.variable(ENDPOINT, tracing.endpoint()),
        RuntimePod.variable(SAMPLER, "parentbased_traceidratio"),
        RuntimePod.variable(SAMPLED, String.valueOf(tracing.sampleRatio())),
        RuntimePod.variable(NAME, name),
        RuntimePod.variable(
            ATTRIBUTES, "service.namespace=%1$s,k8s.namespace.name=%1$s".formatted(namespace)));
  }

  /** Has it tell as pods do that are there already, or not. */
  static void tellAs(PodTemplateSpec present, PodTemplateSpec template) {
    add(
        runtime(template),
        Optional.ofNullable(runtime(present).getEnv()).orElse(List.of()).stream()
            .filter(variable -> ALL.contains(variable.getName()))
            .toList());
  }

  private static void add(Container runtime, List<EnvVar> variables) {
    var known = runtime.getEnv().stream().map(EnvVar::getName).toList();
    variables.stream()
        .filter(variable -> !known.contains(variable.getName()))
        .forEach(variable -> runtime.getEnv().add(variable));
  }

  private static Container runtime(PodTemplateSpec template) {
    return template.getSpec().getContainers().getFirst();
  }
}
