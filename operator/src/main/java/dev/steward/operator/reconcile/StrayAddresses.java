package dev.steward.operator.reconcile;

import dev.steward.api.v1alpha1.ModelService;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes away addresses that somebody added to a service's own, by which clients get past the
 * gateways: Kubernetes adds up all slices that name a Service.
 *
 * <p>Where a policy governs the namespace they aren't admitted; they may be older than it.
 */
final class StrayAddresses {

  private final KubernetesClient client;
  private final OperatorMetrics metrics;

  StrayAddresses(KubernetesClient client, OperatorMetrics metrics) {
    this.client = client;
    this.metrics = metrics;
  }

  /**
   * Deletes what doesn't belong to the clients' Service, if that one is the service's.
   *
   * @param slices that name the Service and neither the operator nor a Service's selector made
   * @param owned what the caches know of the service's objects
   * @return what was done behind the operator's back
   */
  List<Drift> remove(List<EndpointSlice> slices, List<HasMetadata> owned, ModelService service) {
    var strays = strays(slices, owned, service.getMetadata());
    for (var slice : strays) {
      var source = source(slice);
      metrics.apiCall("delete", source.getKind());
      var _ = client.resource(source).delete();
    }
    return strays.stream()
        .<Drift>map(slice ->
            new Drift.Added(
                source(slice).getKind(),
                source(slice).getMetadata().getName(),
                Drift.writer(slice)))
        .distinct()
        .toList();
  }

  private static List<EndpointSlice> strays(
      List<EndpointSlice> slices, List<HasMetadata> owned, ObjectMeta service) {
    var isOurs =
        owned.stream()
            .filter(Service.class::isInstance)
            .filter(object -> object.getMetadata().getName().equals(service.getName()))
            .anyMatch(object -> Ownership.of(object, service) == Ownership.OURS);
    return (isOurs ? slices.stream() : Stream.<EndpointSlice>empty())
        .filter(slice -> slice.getMetadata().getDeletionTimestamp() == null)
        .filter(slice -> Ownership.of(slice, service) == Ownership.FOREIGN)
        .toList();
  }

  /**
   * What to delete: Kubernetes makes a slice again as long as there are the Endpoints it repeats.
   */
  private static HasMetadata source(EndpointSlice slice) {
    return slice.getMetadata().getOwnerReferences().stream()
        .filter(owner -> owner.getKind().equals("Endpoints"))
        .findFirst()
        .<HasMetadata>map(owner ->
            new EndpointsBuilder()
                .withNewMetadata()
                .withNamespace(slice.getMetadata().getNamespace())
                .withName(owner.getName())
                .endMetadata()
                .build())
        .orElse(slice);
  }
}
