package dev.steward.operator.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
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
   * @param shapes of the groups that have pods
   */
  static HasMetadata policy(
      OwnedMetadata metadata, String service, PlanSettings plan, Collection<GroupShape> shapes) {
    var rules = new ArrayList<>(List.of(inference(plan), administration()));
    shapes.stream().map(shape -> members(metadata, shape)).distinct().forEach(rules::add);
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

  private static NetworkPolicyIngressRule inference(PlanSettings plan) {
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
        .addNewPort()
        .withProtocol("TCP")
        .withPort(new IntOrString(Names.INFERENCE_PORT))
        .endPort()
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
