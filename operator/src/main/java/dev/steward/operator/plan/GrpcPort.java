package dev.steward.operator.plan;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Optional;

/**
 * The port at which pods take calls of gRPC: those of Steward's runtime, and those of an image of
 * which the service says so.
 */
final class GrpcPort {

  static final String NAME = "grpc";
  static final int NUMBER = 9000;

  private static final String VARIABLE = "STEWARD_GRPC_PORT";

  private GrpcPort() {}

  /** Has the runtime of a pod open it. */
  static void open(PodTemplateSpec template) {
    var runtime = template.getSpec().getContainers().getFirst();
    runtime.getPorts().add(port());
    runtime.getEnv().add(RuntimePod.variable(VARIABLE, String.valueOf(NUMBER)));
  }

  private static ContainerPort port() {
    return new ContainerPortBuilder()
        .withName(NAME)
        .withContainerPort(NUMBER)
        .withProtocol("TCP")
        .build();
  }

  /** Whether pods of this template have it; those of revisions from before don't. */
  static boolean isOpenIn(PodTemplateSpec template) {
    return template.getSpec().getContainers().stream()
        .flatMap(container -> Optional.ofNullable(container.getPorts()).stream())
        .flatMap(ports -> ports.stream())
        .anyMatch(port -> NAME.equals(port.getName()));
  }
}
