package dev.steward.gateway.route;

import dev.steward.core.check.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * All services a gateway serves at one moment: an immutable snapshot with the indices by which a
 * request finds its service.
 *
 * <p>Where two services claim the same port, name or hostname, the earlier of the list keeps it and
 * {@link #conflicts()} tells of the other.
 */
public final class Routes {
  private static final Routes EMPTY = of(List.of());

  /** Where services can be reached. */
  private enum Addresses {
    /** Each at a port of its own, and all at the front port. */
    OWN_PORTS,
    /** At the front port alone. */
    FRONT_PORT
  }

  private final Addresses addresses;
  private final List<ServiceRoute> services;
  private final Map<Integer, ServiceRoute> byPort;
  private final Map<String, ServiceRoute> byPath;
  private final Map<String, ServiceRoute> byHostname;
  private final Map<String, List<ServiceRoute>> byModel;
  private final List<Violation> conflicts;

  private Routes(Addresses addresses, Builder builder) {
    this.addresses = addresses;
    services = List.copyOf(builder.services);
    byPort = Map.copyOf(builder.byPort);
    byPath = Map.copyOf(builder.byPath);
    byHostname = Map.copyOf(builder.byHostname);
    byModel = Map.copyOf(builder.byModel);
    conflicts = List.copyOf(builder.conflicts);
  }

  /** No service at all. */
  public static Routes none() {
    return EMPTY;
  }

  /**
   * A snapshot of these services.
   *
   * @param olderFirst in the order in which claims are settled: who comes first keeps what two want
   */
  public static Routes of(List<ServiceRoute> olderFirst) {
    return of(Addresses.OWN_PORTS, olderFirst);
  }

  /**
   * A snapshot for a process with a single address, the front port: no service gets a port of its
   * own. One service alone has the front port to itself, as it has its own port in a cluster;
   * several share it.
   */
  public static Routes onFrontPort(List<ServiceRoute> olderFirst) {
    return of(Addresses.FRONT_PORT, olderFirst);
  }

  private static Routes of(Addresses addresses, List<ServiceRoute> olderFirst) {
    var builder = new Builder();
    olderFirst.forEach(builder::add);
    return new Routes(addresses, builder);
  }

  /** The services that get a port of their own. */
  public List<ServiceRoute> withOwnPort() {
    return switch (addresses) {
      case OWN_PORTS -> services;
      case FRONT_PORT -> List.of();
    };
  }

  /** The service that has the front port to itself. */
  public Optional<ServiceRoute> ownerOfFrontPort() {
    return switch (addresses) {
      case OWN_PORTS -> Optional.empty();
      case FRONT_PORT -> services.size() == 1 ? Optional.of(services.getFirst()) : Optional.empty();
    };
  }

  /** The services that are served, in the order they were given. */
  public List<ServiceRoute> services() {
    return services;
  }

  /** What was asked for and couldn't be given, for a person to read. */
  public List<Violation> conflicts() {
    return conflicts;
  }

  /** Whose port this is. */
  public Optional<ServiceRoute> onPort(int port) {
    return Optional.ofNullable(byPort.get(port));
  }

  /** The service {@code namespace/name}. */
  public Optional<ServiceRoute> named(String namespace, String name) {
    return Optional.ofNullable(byPath.get(namespace + "/" + name));
  }

  /**
   * Who claims a hostname.
   *
   * @param hostname without port, in any case
   */
  public Optional<ServiceRoute> onHostname(String hostname) {
    return byHostname.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(byHostname.get(hostname.toLowerCase(Locale.ROOT)));
  }

  /** All services whose model has this name; several where several namespaces have it. */
  public List<ServiceRoute> serving(String model) {
    return byModel.getOrDefault(model, List.of());
  }

  private static final class Builder {
    private final List<ServiceRoute> services = new ArrayList<>();
    private final Map<Integer, ServiceRoute> byPort = new HashMap<>();
    private final Map<String, ServiceRoute> byPath = new HashMap<>();
    private final Map<String, ServiceRoute> byHostname = new LinkedHashMap<>();
    private final Map<String, List<ServiceRoute>> byModel = new HashMap<>();
    private final List<Violation> conflicts = new ArrayList<>();

    /** A service without its port or its name isn't served at all: it would be someone else. */
    void add(ServiceRoute route) {
      var path = route.service().path();
      var port = route.config().port().number();
      if (byPath.containsKey(path)) {
        conflict(path, "the name", path, byPath.get(path));
        return;
      }
      if (byPort.containsKey(port)) {
        conflict(path, "port", String.valueOf(port), byPort.get(port));
        return;
      }
      services.add(route);
      byPath.put(path, route);
      byPort.put(port, route);
      byModel.merge(route.config().model(), List.of(route), Builder::joined);
      new HashSet<>(route.config().hostnames()).forEach(name -> claim(name, route));
    }

    private void claim(String hostname, ServiceRoute route) {
      var holder = byHostname.putIfAbsent(hostname.toLowerCase(Locale.ROOT), route);
      if (holder != null && !holder.service().equals(route.service())) {
        conflict(route.service().path(), "hostname", hostname, holder);
      }
    }

    private void conflict(String loser, String what, String value, ServiceRoute holder) {
      conflicts.add(
          new Violation(
              loser,
              "%s %s is held by the older service %s"
                  .formatted(what, value, holder.service().path()),
              "give one of the two another"));
    }

    private static List<ServiceRoute> joined(List<ServiceRoute> left, List<ServiceRoute> right) {
      var all = new ArrayList<>(left);
      all.addAll(right);
      return List.copyOf(all);
    }
  }
}
