package dev.steward.gateway.balance;

import dev.steward.core.serving.Protocol;
import dev.steward.core.shard.HedgeBudget;
import dev.steward.gateway.hold.WaitingRoom;
import dev.steward.gateway.lane.LowLane;
import dev.steward.gateway.meter.Occupancy;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.gateway.route.StartingPod;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * One service at one moment, with the load of its pods. A later snapshot of the same service shares
 * what is counted and who waits.
 */
public final class ServiceLoad {

  /**
   * Requests out of the waiting room that a pod has in hand at most: enough to fill a batch, few
   * enough to leave work for the pod that becomes ready next.
   */
  static final int FROM_WAITING = 32;

  private final ServiceRoute route;
  private final Map<PodAddress, PodLoad> loads;
  private final List<Pool> pools;
  private final Shared shared;

  /**
   * What all snapshots of one service have in common.
   *
   * @param inFlight requests in hand, held or sent
   * @param room who waits for a pod
   * @param lane who lets others go first
   * @param seen starting pods that this gateway itself found ready
   * @param hedges how many parts of its batches may yet be computed twice
   */
  private record Shared(
      Occupancy inFlight,
      WaitingRoom room,
      LowLane lane,
      Set<PodAddress> seen,
      AtomicReference<HedgeBudget> hedges) {

    Shared() {
      this(
          new Occupancy(),
          new WaitingRoom(),
          new LowLane(),
          ConcurrentHashMap.newKeySet(),
          new AtomicReference<>(HedgeBudget.fresh()));
    }
  }

  private ServiceLoad(ServiceRoute route, Map<PodAddress, PodLoad> known, Shared shared) {
    this.route = route;
    this.shared = shared;
    var used = new HashMap<PodAddress, PodLoad>();
    var made = new ArrayList<Pool>();
    for (var revision : route.config().revisions()) {
      var pods = new ArrayList<PodLoad>();
      var starting = route.starting(revision).stream().map(StartingPod::address);
      Stream.concat(route.ready(revision).stream(), starting.filter(shared.seen()::contains))
          .distinct()
          .forEach(address ->
              pods.add(
                  used.computeIfAbsent(
                      address, key -> known.containsKey(key) ? known.get(key) : new PodLoad(key))));
      made.add(new Pool(revision, pods));
    }
    loads = Map.copyOf(used);
    pools = List.copyOf(made);
  }

  /** A service seen for the first time. */
  public static ServiceLoad of(ServiceRoute route) {
    return new ServiceLoad(route, Map.of(), new Shared());
  }

  /** The same service as its routes say it now; pods that stay keep their counts. */
  public ServiceLoad withRoute(ServiceRoute newer) {
    var starting =
        newer.config().revisions().stream()
            .flatMap(revision -> newer.starting(revision).stream())
            .map(StartingPod::address)
            .toList();
    shared.seen().retainAll(starting);
    return new ServiceLoad(newer, loads, shared);
  }

  /** The same service, now that this gateway found a starting pod ready. */
  public ServiceLoad withSeen(PodAddress ready) {
    shared.seen().add(ready);
    return withRoute(route);
  }

  /** A pod that this gateway found ready can't be reached any more. */
  public void unsee(PodAddress gone) {
    shared.seen().remove(gone);
  }

  /** The service and its pods. */
  public ServiceRoute route() {
    return route;
  }

  /** Pods that aren't known to be ready, and may become so any moment. */
  public List<StartingPod> unseen() {
    return route.config().revisions().stream()
        .flatMap(revision -> route.starting(revision).stream())
        .filter(pod -> !shared.seen().contains(pod.address()))
        .toList();
  }

  /** Requests of this service that this gateway has in hand, held or sent. */
  public Occupancy inFlight() {
    return shared.inFlight();
  }

  /** Where its requests wait while no pod is ready. */
  public WaitingRoom room() {
    return shared.room();
  }

  /** Where its low requests let others go first. */
  public LowLane lane() {
    return shared.lane();
  }

  /** Pods that may be sent to. */
  public int pods() {
    return loads.size();
  }

  /** Lets low requests go, as many as there is room for. */
  public void wakeLane(long now) {
    shared.lane().wake(pods(), shared.inFlight().present(), now);
  }

  /** How many parts of this service's batches may yet be computed twice. */
  public AtomicReference<HedgeBudget> hedges() {
    return shared.hedges();
  }

  /**
   * Draws the revision that answers a request which needs several pods: all its parts are that
   * revision's, or two models would be mixed in one answer.
   *
   * @return empty if there is no pod at all
   */
  public Optional<Pool> draw(RandomGenerator random) {
    return draw(pod -> true, random);
  }

  /** Whether a request could have several pods, and nobody waits for one. */
  public boolean hasSeveralPods() {
    return loads.size() > 1 && shared.room().isEmpty();
  }

  /**
   * Takes a place for a request.
   *
   * @param spoken what the pod must speak
   * @param tried pods that the same request has already been to
   * @return empty if no pod is left to try
   */
  public Optional<Reservation> reserve(
      Protocol spoken, Set<PodLoad> tried, InstantSource clock, RandomGenerator random) {
    var now = clock.millis();
    var untried = Pool.untried(tried).and(speaking(spoken));
    return reserve(untried.and(pod -> !pod.isAside(now)), random)
        .or(() -> reserve(untried, random));
  }

  /**
   * Takes a place for a request that waits.
   *
   * @param spoken what the pod must speak
   * @return empty if no pod that can be reached has room for one more of those
   */
  public Optional<Reservation> reserveForWaiting(
      Protocol spoken, InstantSource clock, RandomGenerator random) {
    var now = clock.millis();
    Predicate<PodLoad> free = pod -> !pod.isAside(now) && pod.outstanding() < FROM_WAITING;
    return reserve(free.and(speaking(spoken)), random);
  }

  private static Predicate<PodLoad> speaking(Protocol protocol) {
    return pod -> pod.address().speaks(protocol);
  }

  private Optional<Reservation> reserve(Predicate<PodLoad> wanted, RandomGenerator random) {
    return draw(wanted, random).flatMap(pool -> pool.take(wanted, random));
  }

  private Optional<Pool> draw(Predicate<PodLoad> wanted, RandomGenerator random) {
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
          return Optional.of(pool);
        }
      }
    }
    // A pod was put aside since the weights were summed.
    return Optional.empty();
  }
}
