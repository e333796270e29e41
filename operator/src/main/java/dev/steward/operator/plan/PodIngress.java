package dev.steward.operator.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import java.util.Map;

/**
 * Who may reach a service's pods: for inference the gateways alone, for probes and metrics anyone,
 * since nodes and Prometheus have addresses that no selector knows.
 */
final class PodIngress {

  private PodIngress() {}

  static HasMetadata policy(OwnedMetadata metadata, String service, PlanSettings plan) {
    return new NetworkPolicyBuilder()
        .withMetadata(metadata.of(service))
        .withNewSpec()
        .withNewPodSelector()
        .withMatchLabels(metadata.labels())
        .endPodSelector()
        .withPolicyTypes("Ingress")
        .withIngress(inference(plan), administration())
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

  private static NetworkPolicyIngressRule administration() {
    return new NetworkPolicyIngressRuleBuilder()
        .addNewPort()
        .withProtocol("TCP")
        .withPort(new IntOrString(Names.ADMIN_PORT))
        .endPort()
        .build();
  }
}
