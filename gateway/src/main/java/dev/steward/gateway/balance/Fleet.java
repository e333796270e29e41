package dev.steward.gateway.balance;

import dev.steward.core.serving.ServiceId;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.Routes;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** All services of a snapshot with the load of their pods; immutable but for the counts. */
public final class Fleet {
  private final Routes routes;
  private final Map<ServiceId, ServiceLoad> services;

  private Fleet(Routes routes, Map<ServiceId, ServiceLoad> services) {
    this.routes = routes;
    this.services = Map.copyOf(services);
  }

  /** A fleet with nothing outstanding. */
  public static Fleet of(Routes routes) {
    return new Fleet(Routes.none(), Map.of()).withRoutes(routes);
  }

  /** The fleet by newer routes; services and pods that stay keep their counts. */
  public Fleet withRoutes(Routes newer) {
    var made = new HashMap<ServiceId, ServiceLoad>();
    for (var route : newer.services()) {
      var known = services.get(route.service());
      made.put(route.service(), known == null ? ServiceLoad.of(route) : known.withRoute(route));
    }
    return new Fleet(newer, made);
  }

  /** The fleet, now that this gateway found a starting pod ready; the same if it is gone. */
  public Fleet withSeen(ServiceId id, PodAddress ready) {
    var known = services.get(id);
    if (known == null) {
      return this;
    }
    var made = new HashMap<>(services);
    made.put(id, known.withSeen(ready));
    return new Fleet(routes, made);
  }

  /** The load of every service. */
  public Collection<ServiceLoad> services() {
    return services.values();
  }

  /** The snapshot this fleet was made from. */
  public Routes routes() {
    return routes;
  }

  /** The load of one service; empty if these routes don't have it. */
  public Optional<ServiceLoad> service(ServiceId id) {
    return Optional.ofNullable(services.get(id));
  }
}
