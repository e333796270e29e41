package dev.steward.operator.plan;

import dev.steward.core.serving.Protocol;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Who may reach a service's pods: for inference the gateways alone, for probes and metrics anyone,
 * since nodes and Prometheus have addresses that no selector knows. Members of groups reach each
 * other: stages at their own port, engines of which nobody knows their ports at all of them.
 */
final class PodIngress {

  private PodIngress() {}

  /**
   * The policy.
   *
   * @param staffed the revisions that have pods
   */
  static HasMetadata policy(
      OwnedMetadata metadata, String service, PlanSettings plan, Collection<Revision> staffed) {
    var rules = new ArrayList<>(List.of(inference(plan, staffed), administration()));
    staffed.stream()
        .flatMap(revision -> revision.shape().stream())
        .map(shape -> members(metadata, shape))
        .distinct()
        .forEach(rules::add);
    return new NetworkPolicyBuilder()
        .withMetadata(metadata.of(service))
        .withNewSpec()
        .withNewPodSelector()
        .withMatchLabels(metadata.labels())
        .endPodSelector()
        .withPolicyTypes("Ingress")
        .withIngress(rules)
        .endSpec()
        .build();
  }

  private static NetworkPolicyIngressRule inference(
      PlanSettings plan, Collection<Revision> staffed) {
    var ports = new ArrayList<>(List.of(port(Names.INFERENCE_PORT)));
    if (staffed.stream().anyMatch(revision -> revision.protocols().contains(Protocol.GRPC))) {
      ports.add(port(GrpcPort.NUMBER));
    }
    return new NetworkPolicyIngressRuleBuilder()
        .addNewFrom()
        .withNewNamespaceSelector()
        .withMatchLabels(Map.of("kubernetes.io/metadata.name", plan.stewardNamespace()))
        .endNamespaceSelector()
        .withNewPodSelector()
        .withMatchLabels(
            Map.of(
                "app.kubernetes.io/name", Names.STEWARD, "app.kubernetes.io/component", "gateway"))
        .endPodSelector()
        .endFrom()
        .withPorts(ports)
        .build();
  }

  private static NetworkPolicyPort port(int number) {
    return new NetworkPolicyPortBuilder()
        .withProtocol("TCP")
        .withPort(new IntOrString(number))
        .build();
  }

  private static NetworkPolicyIngressRule members(OwnedMetadata metadata, GroupShape shape) {
    var rule =
        new NetworkPolicyIngressRuleBuilder()
            .addNewFrom()
            .withNewPodSelector()
            .withMatchLabels(metadata.labels())
            .endPodSelector()
            .endFrom();
    return switch (shape) {
      case GroupShape.Tensor tensor -> rule.build();
      case GroupShape.Pipeline pipeline ->
          rule.addNewPort()
              .withProtocol("TCP")
              .withPort(new IntOrString(Names.STAGE_PORT))
              .endPort()
              .build();
    };
  }

  private static NetworkPolicyIngressRule administration() {
    return new NetworkPolicyIngressRuleBuilder()
        .addNewPort()
        .withProtocol("TCP")
        .withPort(new IntOrString(Names.ADMIN_PORT))
        .endPort()
        .build();
  }
}
