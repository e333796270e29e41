package dev.steward.gateway.watch;

import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.core.serving.ServingConfig;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes routes of objects; pure. */
final class RouteAssembly {
  /** The label by which a slice names its Service. */
  static final String SERVICE_NAME = "kubernetes.io/service-name";

  private static final String PORT_NAME = "http";

  /**
   * A ServingConfig as it was read.
   *
   * @param name of the object
   * @param created as the API server writes it, so that its order is that of time
   */
  record ReadConfig(String name, String created, Checked<ServingConfig> config) {}

  /**
   * What came of it.
   *
   * @param unreadable configs that were left out, with the reason
   */
  record Assembled(Routes routes, List<Violation> unreadable) {}

  private record Endpoints(String namespace, String service) {}

  private RouteAssembly() {}

  /** Routes of these configs with the ready pods of these slices. */
  static Assembled assemble(Collection<ReadConfig> configs, Collection<EndpointSlice> slices) {
    var pods = readyPods(slices);
    var routes = new ArrayList<ServiceRoute>();
    var unreadable = new ArrayList<Violation>();
    configs.stream()
        .sorted(Comparator.comparing(ReadConfig::created).thenComparing(ReadConfig::name))
        .forEach(read -> {
          switch (read.config()) {
            case Checked.Valid<ServingConfig>(var config) -> routes.add(route(config, pods));
            case Checked.Invalid<ServingConfig>(var why) ->
                unreadable.add(
                    new Violation(
                        "ServingConfig " + read.name() + ": " + why.field(),
                        why.problem(),
                        why.remedy()));
          }
        });
    return new Assembled(Routes.of(routes), List.copyOf(unreadable));
  }

  private static ServiceRoute route(ServingConfig config, Map<Endpoints, Set<PodAddress>> pods) {
    var byRevision = new HashMap<String, List<PodAddress>>();
    for (var revision : config.revisions()) {
      var key = new Endpoints(config.service().namespace(), revision.endpoints());
      byRevision.put(revision.name(), List.copyOf(pods.getOrDefault(key, Set.of())));
    }
    return new ServiceRoute(config, byRevision);
  }

  /** One pod may stand in two slices for a moment, so these are sets. */
  private static Map<Endpoints, Set<PodAddress>> readyPods(Collection<EndpointSlice> slices) {
    var pods = new HashMap<Endpoints, Set<PodAddress>>();
    for (var slice : slices) {
      var service = labels(slice).get(SERVICE_NAME);
      if (service != null) {
        pods.computeIfAbsent(
                new Endpoints(slice.getMetadata().getNamespace(), service),
                key -> new LinkedHashSet<>())
            .addAll(ready(slice));
      }
    }
    return pods;
  }

  private static Map<String, String> labels(EndpointSlice slice) {
    var labels = slice.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  private static List<PodAddress> ready(EndpointSlice slice) {
    return ports(slice)
        .flatMap(port ->
            nonNull(slice.getEndpoints()).stream()
                .filter(RouteAssembly::isReady)
                .flatMap(endpoint -> nonNull(endpoint.getAddresses()).stream().limit(1))
                .map(address -> new PodAddress(address, port)))
        .toList();
  }

  private static Stream<Integer> ports(EndpointSlice slice) {
    return nonNull(slice.getPorts()).stream()
        .filter(port -> PORT_NAME.equals(port.getName()) && port.getPort() != null)
        .map(port -> port.getPort())
        .limit(1);
  }

  /** Ready by the kubelet's probe, and not on its way out. */
  private static boolean isReady(Endpoint endpoint) {
    var conditions = endpoint.getConditions();
    return conditions != null
        && Boolean.TRUE.equals(conditions.getReady())
        && !Boolean.TRUE.equals(conditions.getTerminating());
  }

  private static <T> List<T> nonNull(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
