package dev.steward.operator.plan;

import dev.steward.core.serving.GatewayPort;
import dev.steward.operator.plan.GatewayEndpoint.Phase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.Collection;
import java.util.Comparator;
import java.util.TreeMap;

/**
 * The slice behind the clients' Service: the gateways in Steward's namespace, with the port that
 * stands for this service. A ClusterIP isn't allowed there, so their pods' addresses are.
 */
final class ClientEndpoints {

  /** Kubernetes takes no more in one slice. */
  private static final int MAX_ENDPOINTS = 1000;

  private ClientEndpoints() {}

  static HasMetadata slice(
      OwnedMetadata metadata,
      String service,
      GatewayPort port,
      Collection<GatewayEndpoint> gateways) {
    var owned = metadata.of(Names.gatewaySlice(service));
    var labels = new TreeMap<>(owned.getLabels());
    labels.put("kubernetes.io/service-name", service);
    labels.put("endpointslice.kubernetes.io/managed-by", Names.STEWARD);
    owned.setLabels(labels);
    var version6 = gateways.stream().anyMatch(gateway -> gateway.address().contains(":"));
    return new EndpointSliceBuilder()
        .withMetadata(owned)
        .withAddressType(version6 ? "IPv6" : "IPv4")
        .withEndpoints(
            gateways.stream()
                .sorted(Comparator.comparing(GatewayEndpoint::address))
                .limit(MAX_ENDPOINTS)
                .map(ClientEndpoints::endpoint)
                .toList())
        .withPorts(
            new EndpointPortBuilder()
                .withName("http")
                .withProtocol("TCP")
                .withPort(port.number())
                .build())
        .build();
  }

  private static Endpoint endpoint(GatewayEndpoint gateway) {
    var phase = gateway.phase();
    return new EndpointBuilder()
        .withAddresses(gateway.address())
        .withNewConditions()
        .withReady(phase == Phase.READY)
        .withServing(phase == Phase.READY || phase == Phase.DRAINING)
        .withTerminating(phase == Phase.DRAINING || phase == Phase.GONE)
        .endConditions()
        .build();
  }
}
