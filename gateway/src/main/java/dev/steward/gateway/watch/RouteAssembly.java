package dev.steward.gateway.watch;

import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.core.serving.PeerName;
import dev.steward.core.serving.ServingConfig;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.gateway.route.StartingPod;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes routes of objects; pure. */
final class RouteAssembly {
  /** The label by which a slice names its Service. */
  static final String SERVICE_NAME = "kubernetes.io/service-name";

  private static final String MADE_BY = "endpointslice.kubernetes.io/managed-by";
  private static final String OPERATOR = "steward";
  private static final String PORT_NAME = "http";
  private static final String ADMIN_PORT = "admin";
  private static final String GRPC_PORT = "grpc";
  private static final String SERVICE = "steward.dev/service";
  private static final String REVISION = "steward.dev/revision";

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
    var pods = pods(slices);
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

  private static ServiceRoute route(ServingConfig config, Map<Endpoints, Pods> pods) {
    var ready = new HashMap<String, List<PodAddress>>();
    var starting = new HashMap<String, List<StartingPod>>();
    for (var revision : config.revisions()) {
      var listed = listed(config.service().namespace(), revision, pods);
      var proving = listed.proving(config.peer(revision.name()));
      ready.put(revision.name(), proving.ready());
      starting.put(revision.name(), proving.starting());
    }
    var route = new ServiceRoute(config, ready, starting);
    return ready.values().stream().allMatch(List::isEmpty)
        ? standIn(config, pods).orElse(route)
        : route;
  }

  /** The pods of a revision's pools, each with its distance. */
  private static Pods listed(
      String namespace, ServingConfig.Revision revision, Map<Endpoints, Pods> pods) {
    var all = Pods.NONE;
    var pools = revision.pools();
    for (int distance = 0; distance < pools.size(); distance++) {
      var pool = pods.getOrDefault(new Endpoints(namespace, pools.get(distance)), Pods.NONE);
      all = all.and(pool.at(distance));
    }
    return all;
  }

  /**
   * While none of the pods that the config leads to is known to be ready, another revision answers,
   * or pods on their way out that still do. Configs and slices come by two watches, and slices are
   * written after the operator has seen a pod ready: for a moment a config may lead to a revision
   * whose slice isn't here yet.
   */
  private static Optional<ServiceRoute> standIn(ServingConfig config, Map<Endpoints, Pods> pods) {
    if (config.revisions().isEmpty()) {
      return Optional.empty();
    }
    var ofService =
        pods.entrySet().stream()
            .filter(entry -> entry.getKey().namespace().equals(config.service().namespace()))
            .filter(entry -> entry.getValue().isOf(config.service().name()))
            .toList();
    return most(ofService, Pods::ready)
        .or(() -> most(ofService, Pods::leaving))
        .map(found -> {
          var endpoints = found.getKey().service();
          var revision = new ServingConfig.Revision(endpoints, 100, endpoints);
          return new ServiceRoute(
              config.leadingTo(List.of(revision)),
              Map.of(endpoints, proving(config.peer(endpoints), found.getValue())));
        });
  }

  private static List<PodAddress> proving(Optional<PeerName> peer, List<PodAddress> pods) {
    return pods.stream().map(pod -> pod.proving(peer)).toList();
  }

  /** The Service with the most of these pods, if any has some. */
  private static Optional<Map.Entry<Endpoints, List<PodAddress>>> most(
      List<Map.Entry<Endpoints, Pods>> of, Function<Pods, List<PodAddress>> chosen) {
    return of.stream()
        .map(entry -> Map.entry(entry.getKey(), chosen.apply(entry.getValue())))
        .filter(entry -> !entry.getValue().isEmpty())
        .max(
            Comparator.<Map.Entry<Endpoints, List<PodAddress>>>comparingInt(
                    entry -> entry.getValue().size())
                .thenComparing(entry -> entry.getKey().service()));
  }

  /**
   * The pods of one Service. One pod may stand in two slices for a moment.
   *
   * @param ofService the ModelService whose revision this is; empty for what is no revision
   * @param ready by the kubelet's probe, and not on their way out
   * @param starting neither ready nor on their way out
   * @param leaving told to end, and still answering
   */
  private record Pods(
      String ofService,
      List<PodAddress> ready,
      List<StartingPod> starting,
      List<PodAddress> leaving) {
    static final Pods NONE = new Pods("", List.of(), List.of(), List.of());

    boolean isOf(String service) {
      return ofService.equals(service);
    }

    /** What pods must prove is the config's to say: slices lie where a tenant may edit them. */
    Pods proving(Optional<PeerName> peer) {
      return with(address -> address.proving(peer));
    }

    /** So is how far they are. */
    Pods at(int distance) {
      return with(address -> address.at(distance));
    }

    private Pods with(UnaryOperator<PodAddress> change) {
      return new Pods(
          ofService,
          ready.stream().map(change).toList(),
          starting.stream()
              .map(pod -> new StartingPod(change.apply(pod.address()), pod.adminPort()))
              .toList(),
          leaving.stream().map(change).toList());
    }

    Pods and(Pods more) {
      return new Pods(
          ofService.isEmpty() ? more.ofService : ofService,
          joined(ready, more.ready),
          joined(starting, more.starting),
          joined(leaving, more.leaving));
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
      return Stream.concat(some.stream(), more.stream()).distinct().toList();
    }
  }

  private static Map<Endpoints, Pods> pods(Collection<EndpointSlice> slices) {
    var pods = new HashMap<Endpoints, Pods>();
    for (var slice : slices) {
      var service = labels(slice).get(SERVICE_NAME);
      if (service != null) {
        pods.merge(
            new Endpoints(slice.getMetadata().getNamespace(), service),
            new Pods(
                revisionOf(slice),
                addresses(slice, RouteAssembly::isReady),
                starting(slice),
                addresses(slice, RouteAssembly::isLeaving)),
            Pods::and);
      }
    }
    return pods;
  }

  private static String revisionOf(EndpointSlice slice) {
    return labels(slice).containsKey(REVISION) ? labels(slice).getOrDefault(SERVICE, "") : "";
  }

  private static Map<String, String> labels(EndpointSlice slice) {
    var labels = slice.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  /** The ready endpoints of a slice at one of its ports. */
  static List<PodAddress> ready(EndpointSlice slice, String port) {
    return addresses(slice, port, RouteAssembly::isReady);
  }

  /** Whether a slice that the operator wrote leads new requests to a gateway. */
  static boolean leadsTo(EndpointSlice slice, String gateway) {
    return OPERATOR.equals(labels(slice).get(MADE_BY))
        && nonNull(slice.getEndpoints()).stream()
            .anyMatch(endpoint ->
                isReady(endpoint) && nonNull(endpoint.getAddresses()).contains(gateway));
  }

  /** Pods, each with its port for gRPC where the slice has one. */
  private static List<PodAddress> addresses(EndpointSlice slice, Predicate<Endpoint> wanted) {
    var pods = addresses(slice, PORT_NAME, wanted);
    return port(slice, GRPC_PORT)
        .map(grpc -> pods.stream().map(pod -> pod.withGrpc(grpc)).toList())
        .orElse(pods);
  }

  private static List<PodAddress> addresses(
      EndpointSlice slice, String portName, Predicate<Endpoint> wanted) {
    return port(slice, portName).stream()
        .flatMap(port ->
            nonNull(slice.getEndpoints()).stream()
                .filter(wanted)
                .flatMap(endpoint -> nonNull(endpoint.getAddresses()).stream().limit(1))
                .map(address -> new PodAddress(address, port)))
        .toList();
  }

  private static List<StartingPod> starting(EndpointSlice slice) {
    var addresses = addresses(slice, RouteAssembly::isStarting);
    return port(slice, ADMIN_PORT).stream()
        .flatMap(admin -> addresses.stream().map(address -> new StartingPod(address, admin)))
        .toList();
  }

  private static Optional<Integer> port(EndpointSlice slice, String name) {
    return nonNull(slice.getPorts()).stream()
        .filter(port -> name.equals(port.getName()) && port.getPort() != null)
        .map(port -> port.getPort())
        .findFirst();
  }

  /** Ready by the kubelet's probe, and not on its way out. */
  private static boolean isReady(Endpoint endpoint) {
    var conditions = endpoint.getConditions();
    return conditions != null
        && Boolean.TRUE.equals(conditions.getReady())
        && !Boolean.TRUE.equals(conditions.getTerminating());
  }

  private static boolean isStarting(Endpoint endpoint) {
    var conditions = endpoint.getConditions();
    return conditions != null
        && !Boolean.TRUE.equals(conditions.getReady())
        && !Boolean.TRUE.equals(conditions.getTerminating());
  }

  private static boolean isLeaving(Endpoint endpoint) {
    var conditions = endpoint.getConditions();
    return conditions != null
        && Boolean.TRUE.equals(conditions.getServing())
        && Boolean.TRUE.equals(conditions.getTerminating());
  }

  private static <T> List<T> nonNull(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
