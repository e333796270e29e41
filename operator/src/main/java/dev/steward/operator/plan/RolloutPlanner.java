package dev.steward.operator.plan;

import dev.steward.operator.plan.RevisionState.Liveness;
import dev.steward.operator.plan.Rollout.Phase;
import dev.steward.operator.plan.Rollout.Route;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * Says the next state of a rollout from the present one, with nothing remembered between: an
 * operator killed at any moment goes on where things stand.
 *
 * <p>In general the new revision gets all its pods beside the old one's; when each is ready the
 * requests move, and once that is seen to be written the old pods go. Worked example, 2 pods:
 *
 * <pre>
 *   observed                                 next
 *   a: 2 ready, routed                       a 2 pods, b 2 pods, requests to a     Replacing
 *   a: 2 ready, routed; b: 1 ready           the same
 *   a: 2 ready, routed; b: 2 ready           the same pods, requests to b          Retiring
 *   a: 2 ready; b: 2 ready, routed           b 2 pods                              Settled
 * </pre>
 *
 * <p>Where b's pods can't be scheduled for want of a resource that a's hold, a gives up one pod for
 * each that b gets ready, and never more than one pod is missing. A single pod isn't given up: that
 * would be an outage nobody asked for. During a rollout the old revision never grows.
 *
 * <p>Down to zero goes in two steps: first no request is led to the pods any more, then, when every
 * gateway has had the time to learn of it, they are stopped. A request that comes in between brings
 * them back.
 *
 * <p>Invariants: routes lead only to revisions that have pods; with two pods or more, at least one
 * less than asked for stay ready if they were; an old revision that answers nobody isn't kept.
 */
public final class RolloutPlanner {

  private final RevisionState current;
  private final int wanted;

  private RolloutPlanner(RevisionState current, int wanted) {
    this.current = current;
    this.wanted = wanted;
  }

  /**
   * Whether pods that no request is led to may go.
   *
   * <p>Their requests in hand don't matter here: a pod finishes those after it was told to end.
   */
  public enum Vacancy {
    /** Requests are led to them, or were a moment ago. */
    RECENT,
    /** Every gateway knows that none are. */
    KNOWN
  }

  /**
   * The next state.
   *
   * @param current the revision that the service asks for; it may have no pods yet
   * @param wanted pods that the service asks for
   * @param others the other revisions that have a Deployment
   * @param routes who gets the requests now
   * @param vacancy whether the gateways know that nobody does, if nobody does
   */
  public static Rollout plan(
      RevisionState current,
      int wanted,
      Collection<RevisionState> others,
      Collection<Route> routes,
      Vacancy vacancy) {
    if (wanted == 0) {
      return none(current, others, vacancy);
    }
    var planner = new RolloutPlanner(current, wanted);
    return old(others, routes)
        .map(old -> planner.replace(old, routes))
        .orElseGet(() -> Rollout.single(current.name(), wanted));
  }

  /**
   * The next state while the revision that the service asks for can't be made yet: what answers
   * goes on, with no pod more than it has.
   *
   * @param wanted pods that the service asks for
   * @param others the revisions that have a Deployment
   */
  public static Rollout keep(
      int wanted, Collection<RevisionState> others, Collection<Route> routes, Vacancy vacancy) {
    if (wanted == 0) {
      var staffed = others.stream().filter(state -> state.replicas() > 0).toList();
      return vacancy == Vacancy.KNOWN || staffed.isEmpty()
          ? Rollout.empty()
          : new Rollout(replicas(staffed), List.of(), new Phase.Vacating());
    }
    return old(others, routes)
        .map(old ->
            new Rollout(
                new LinkedHashMap<>(Map.of(old.name(), Math.min(old.replicas(), wanted))),
                List.of(all(old.name())),
                new Phase.Replacing(old.name())))
        .orElseGet(Rollout::empty);
  }

  private static SequencedMap<String, Integer> replicas(List<RevisionState> states) {
    var replicas = new LinkedHashMap<String, Integer>();
    states.forEach(state -> replicas.put(state.name(), state.replicas()));
    return replicas;
  }

  private static Rollout none(
      RevisionState current, Collection<RevisionState> others, Vacancy vacancy) {
    var staffed =
        Stream.concat(Stream.of(current), others.stream())
            .filter(state -> state.replicas() > 0)
            .toList();
    if (vacancy == Vacancy.KNOWN || staffed.isEmpty()) {
      return Rollout.none(current.name());
    }
    var replicas = new LinkedHashMap<String, Integer>();
    replicas.put(current.name(), current.replicas());
    staffed.forEach(state -> replicas.put(state.name(), state.replicas()));
    return new Rollout(replicas, List.of(), new Phase.Vacating());
  }

  /** The revision that serves now, if it is worth keeping. */
  private static Optional<RevisionState> old(
      Collection<RevisionState> others, Collection<Route> routes) {
    return others.stream()
        .filter(state -> state.liveness() == Liveness.ALIVE)
        // Where somebody deleted what the gateways were told, whoever answers goes on.
        .filter(state -> routes.isEmpty() || share(state.name(), routes) > 0)
        .max(Comparator.comparingInt(RevisionState::ready).thenComparing(RevisionState::name));
  }

  private Rollout replace(RevisionState old, Collection<Route> routes) {
    var kept = Math.min(old.replicas(), wanted);
    if (current.ready() >= wanted) {
      return rollout(old, kept, List.of(all(current.name())), new Phase.Retiring(old.name()));
    }
    var contested = current.starvedOf().stream().filter(old.holds()::contains).sorted().findFirst();
    if (contested.isPresent() && wanted > 1) {
      return swap(old, kept, contested.get());
    }
    // Pods of both revisions answer already: a swap whose last pods are scheduled but not ready.
    var swapped = share(current.name(), routes) > 0;
    return rollout(
        old,
        kept,
        swapped ? byReadyPods(old, kept) : List.of(all(old.name())),
        contested
            .<Phase>map(resource -> new Phase.AwaitingCapacity(old.name(), resource))
            .orElseGet(() -> new Phase.Replacing(old.name())));
  }

  private Rollout swap(RevisionState old, int kept, String resource) {
    var staying = Math.clamp(wanted - 1L - current.ready(), 0, kept);
    var phase = new Phase.Swapping(old.name(), resource);
    // The last pod leaves rotation before it goes.
    return staying == 0
        ? rollout(old, kept, List.of(all(current.name())), phase)
        : rollout(old, staying, byReadyPods(old, staying), phase);
  }

  private Rollout rollout(RevisionState old, int kept, List<Route> routes, Phase phase) {
    var replicas = new LinkedHashMap<String, Integer>();
    replicas.put(current.name(), wanted);
    replicas.put(old.name(), kept);
    return new Rollout(replicas, routes, phase);
  }

  /** Requests in proportion to the pods that answer; all to the old one while no new one does. */
  private List<Route> byReadyPods(RevisionState old, int staying) {
    if (current.ready() == 0) {
      return List.of(all(old.name()));
    }
    var share = Math.round(100f * current.ready() / (current.ready() + Math.max(1, staying)));
    var weight = Math.clamp(share, 1, 99);
    return List.of(new Route(current.name(), weight), new Route(old.name(), 100 - weight));
  }

  private static Route all(String revision) {
    return new Route(revision, 100);
  }

  private static int share(String revision, Collection<Route> routes) {
    return routes.stream()
        .filter(route -> route.revision().equals(revision))
        .mapToInt(Route::weight)
        .sum();
  }
}
