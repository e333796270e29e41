package dev.steward.operator.plan;

import dev.steward.core.serving.ServiceId;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pod whose engine speaks plain HTTP: before it stands a guard, Steward's runtime with the
 * argument {@code guard}, which has the pod's ports, probes and credentials instead of the engine.
 *
 * <p>It is a native sidecar: it runs before the engine starts and until it has ended. Before the
 * kubelet ends the engine it asks the guard to drain, and waits.
 */
final class GuardedPod {

  private static final Map<String, Quantity> REQUESTS =
      Map.of("cpu", new Quantity("20m"), "memory", new Quantity("96Mi"));
  private static final Map<String, Quantity> LIMITS = Map.of("memory", new Quantity("192Mi"));

  private GuardedPod() {}

  /** The image of the guard that the pods of a template have, if they have one. */
  static Optional<String> imageOf(PodTemplateSpec template) {
    return template.getSpec().getInitContainers().stream()
        .filter(container -> container.getName().equals(Names.GUARD_CONTAINER))
        .map(Container::getImage)
        .findFirst();
  }

  /**
   * Sets a guard before the engine of a template.
   *
   * @param image Steward's own runtime
   */
  static void guard(PodTemplateSpec template, PlainEngine engine, ServiceId service, String image) {
    var served = template.getSpec().getContainers().getFirst();
    var guard = guard(served, engine, service, image);
    PodCredentials.pass(served, guard);
    served.setPorts(
        List.of(
            new ContainerPortBuilder()
                .withName("engine")
                .withContainerPort(engine.port())
                .withProtocol("TCP")
                .build()));
    served.setStartupProbe(null);
    served.setReadinessProbe(null);
    served.setLivenessProbe(null);
    served.setLifecycle(
        new LifecycleBuilder()
            .withNewPreStop()
            .withNewHttpGet()
            .withPath("/drain")
            .withPort(new IntOrString(Names.ADMIN_PORT))
            .withHttpHeaders(new HTTPHeader("steward-drain-key", service.uid()))
            .endHttpGet()
            .endPreStop()
            .build());
    var before = new ArrayList<>(template.getSpec().getInitContainers());
    before.add(guard);
    template.getSpec().setInitContainers(before);
  }

  private static Container guard(
      Container served, PlainEngine engine, ServiceId service, String image) {
    return new ContainerBuilder()
        .withName(Names.GUARD_CONTAINER)
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withArgs("guard")
        .withRestartPolicy("Always")
        .withEnv(
            RuntimePod.variable("STEWARD_ENGINE_PORT", String.valueOf(engine.port())),
            RuntimePod.variable("STEWARD_ENGINE_READINESS", engine.readiness()),
            RuntimePod.variable("STEWARD_DRAIN_KEY", service.uid()))
        .withPorts(served.getPorts())
        .withNewResources()
        .withRequests(REQUESTS)
        .withLimits(LIMITS)
        .endResources()
        .withStartupProbe(served.getStartupProbe())
        .withReadinessProbe(served.getReadinessProbe())
        .withLivenessProbe(served.getLivenessProbe())
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withSecurityContext(RestrictedPod.container())
        .build();
  }
}
