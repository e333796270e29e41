package dev.steward.operator.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * How many pods of which revision there should be, and who gets the requests.
 *
 * @param replicas pods by revision, the current one first; a revision that isn't named has none
 * @param routes shares of the requests; they sum to 100, or there is none and requests wait
 * @param phase where the rollout stands
 */
public record Rollout(SequencedMap<String, Integer> replicas, List<Route> routes, Phase phase) {

  public Rollout {
    replicas = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(replicas));
    routes = List.copyOf(routes);
    var weights = routes.stream().mapToInt(Route::weight).sum();
    if (!routes.isEmpty() && weights != 100) {
      throw new IllegalArgumentException("routes sum to " + weights + ", not to 100: " + routes);
    }
    if (!replicas.keySet().containsAll(routes.stream().map(Route::revision).toList())) {
      throw new IllegalArgumentException("a route leads to a revision without pods: " + routes);
    }
  }

  /** A revision's share of the requests, in percent. */
  public record Route(String revision, int weight) {}

  /** Where a rollout stands. */
  public sealed interface Phase {
    /** The current revision is the only one. */
    record Settled() implements Phase {}

    /** {@code old} serves until every pod of the current revision is ready. */
    record Replacing(String old) implements Phase {}

    /**
     * The pods of {@code old} hold {@code resource}, which the current revision needs: they are
     * replaced one by one, and both revisions answer meanwhile.
     */
    record Swapping(String old, String resource) implements Phase {}

    /**
     * The only pod of {@code old} holds {@code resource}, which the current revision needs. It is
     * kept: an answer from the old model is better than none.
     */
    record AwaitingCapacity(String old, String resource) implements Phase {}

    /** The requests have moved; {@code old} is removed next. */
    record Retiring(String old) implements Phase {}

    /** No pod is wanted: the gateways are told so first, and the pods go once they know. */
    record Vacating() implements Phase {}
  }

  /** No revision has pods. */
  static Rollout empty() {
    return new Rollout(new LinkedHashMap<>(), List.of(), new Phase.Settled());
  }

  static Rollout none(String revision) {
    return new Rollout(new LinkedHashMap<>(Map.of(revision, 0)), List.of(), new Phase.Settled());
  }

  static Rollout single(String revision, int replicas) {
    return new Rollout(
        new LinkedHashMap<>(Map.of(revision, replicas)),
        List.of(new Route(revision, 100)),
        new Phase.Settled());
  }
}
