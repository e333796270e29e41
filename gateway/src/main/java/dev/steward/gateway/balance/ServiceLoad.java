package dev.steward.gateway.balance;

import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.ServiceRoute;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * One service at one moment, with the load of its pods. A later snapshot of the same service shares
 * what is counted.
 */
public final class ServiceLoad {
  private final ServiceRoute route;
  private final Map<PodAddress, PodLoad> loads;
  private final List<Pool> pools;
  private final AtomicInteger inFlight;

  private ServiceLoad(ServiceRoute route, Map<PodAddress, PodLoad> known, AtomicInteger inFlight) {
    this.route = route;
    this.inFlight = inFlight;
    var used = new HashMap<PodAddress, PodLoad>();
    var made = new ArrayList<Pool>();
    for (var revision : route.config().revisions()) {
      var pods = new ArrayList<PodLoad>();
      for (var address : route.ready(revision)) {
        pods.add(
            used.computeIfAbsent(
                address, key -> known.containsKey(key) ? known.get(key) : new PodLoad(key)));
      }
      made.add(new Pool(revision, pods));
    }
    loads = Map.copyOf(used);
    pools = List.copyOf(made);
  }

  /** A service seen for the first time. */
  public static ServiceLoad of(ServiceRoute route) {
    return new ServiceLoad(route, Map.of(), new AtomicInteger());
  }

  /** The same service as its routes say it now; pods that stay keep their counts. */
  public ServiceLoad withRoute(ServiceRoute newer) {
    return new ServiceLoad(newer, loads, inFlight);
  }

  /** The service and its pods. */
  public ServiceRoute route() {
    return route;
  }

  /** Requests of this service that this gateway has in hand, held or sent. */
  public AtomicInteger inFlight() {
    return inFlight;
  }

  /**
   * Takes a place for a request.
   *
   * @param tried pods that the same request has already been to
   * @return empty if no pod is left to try
   */
  public Optional<Reservation> reserve(
      Set<PodLoad> tried, InstantSource clock, RandomGenerator random) {
    var now = clock.millis();
    var untried = Pool.untried(tried);
    return reserve(untried.and(pod -> !pod.isAside(now)), random)
        .or(() -> reserve(untried, random));
  }

  private Optional<Reservation> reserve(Predicate<PodLoad> wanted, RandomGenerator random) {
    var weight = 0;
    for (var pool : pools) {
      weight += pool.has(wanted) ? pool.revision().weight() : 0;
    }
    if (weight == 0) {
      return Optional.empty();
    }
    var drawn = random.nextInt(weight);
    for (var pool : pools) {
      if (pool.has(wanted)) {
        drawn -= pool.revision().weight();
        if (drawn < 0) {
          return pool.take(wanted, random);
        }
      }
    }
    // A pod was put aside since the weights were summed.
    return Optional.empty();
  }
}
