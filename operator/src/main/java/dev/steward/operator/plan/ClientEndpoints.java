package dev.steward.operator.plan;

import dev.steward.core.serving.GatewayPort;
import dev.steward.operator.plan.GatewayEndpoint.Phase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The slice behind the clients' Service: the gateways in Steward's namespace, with the port that
 * stands for this service. A ClusterIP isn't allowed there, so their pods' addresses are.
 *
 * <p>Those that don't run the service's policies aren't in it. Who is barred stands in an
 * annotation, for the next operator, which hasn't heard the gateways yet.
 */
public final class ClientEndpoints {

  /** The label of a slice that says whose addresses it has. */
  public static final String SERVICE_NAME = "kubernetes.io/service-name";

  private static final String MADE_BY = "endpointslice.kubernetes.io/managed-by";

  /**
   * Selects slices that name a Service, and that neither the operator made nor Kubernetes of a
   * Service's selector. Who writes a slice by hand may give it either name; few think of it, and
   * the rule {@code addresses-by-hand} asks who writes, not what.
   */
  public static final String ADDED =
      "%s,%s notin (endpointslice-controller.k8s.io,%s)"
          .formatted(SERVICE_NAME, MADE_BY, Names.STEWARD);

  /** Kubernetes takes no more in one slice. */
  private static final int MAX_ENDPOINTS = 1000;

  private static final Set<Phase> LEFT_OUT = EnumSet.of(Phase.BARRED, Phase.UNHEARD);

  private ClientEndpoints() {}

  /** The addresses that a stored slice says are barred. */
  public static Set<String> barred(EndpointSlice stored) {
    return Optional.ofNullable(stored.getMetadata().getAnnotations())
        .flatMap(annotations -> Optional.ofNullable(annotations.get(Names.BARRED)))
        .map(text -> Set.copyOf(List.of(text.split(",", -1))))
        .orElse(Set.of());
  }

  static HasMetadata slice(
      OwnedMetadata metadata,
      String service,
      GatewayPort port,
      Collection<GatewayEndpoint> gateways) {
    var owned = metadata.of(Names.gatewaySlice(service));
    var labels = new TreeMap<>(owned.getLabels());
    labels.put(SERVICE_NAME, service);
    labels.put(MADE_BY, Names.STEWARD);
    owned.setLabels(labels);
    var barred = barred(gateways);
    if (!barred.isEmpty()) {
      owned.setAnnotations(Map.of(Names.BARRED, String.join(",", barred)));
    }
    var version6 = gateways.stream().anyMatch(gateway -> gateway.address().contains(":"));
    return new EndpointSliceBuilder()
        .withMetadata(owned)
        .withAddressType(version6 ? "IPv6" : "IPv4")
        .withEndpoints(
            gateways.stream()
                .filter(gateway -> !LEFT_OUT.contains(gateway.phase()))
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

  private static List<String> barred(Collection<GatewayEndpoint> gateways) {
    return gateways.stream()
        .filter(gateway -> gateway.phase() == Phase.BARRED)
        .map(GatewayEndpoint::address)
        .sorted()
        .limit(MAX_ENDPOINTS)
        .toList();
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
