package dev.steward.gateway.balance;

import dev.steward.core.serving.ServingConfig;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** The ready pods of one revision. */
public record Pool(ServingConfig.Revision revision, List<PodLoad> pods) {

  public Pool {
    pods = List.copyOf(pods);
  }

  boolean has(Predicate<PodLoad> wanted) {
    for (var pod : pods) {
      if (wanted.test(pod)) {
        return true;
      }
    }
    return false;
  }

  /** Takes a place at the least loaded pod of those wanted. */
  Optional<Reservation> take(Predicate<PodLoad> wanted, RandomGenerator random) {
    while (true) {
      PodLoad best = null;
      var least = Integer.MAX_VALUE;
      var equals = 0;
      for (var pod : pods) {
        if (!wanted.test(pod)) {
          continue;
        }
        var load = pod.outstanding();
        if (load < least) {
          best = pod;
          least = load;
          equals = 1;
        } else if (load == least && random.nextInt(++equals) == 0) {
          // The n-th of equals replaces the chosen one with chance 1/n: all are equally likely.
          best = pod;
        }
      }
      if (best == null) {
        return Optional.empty();
      }
      if (best.take(least)) {
        return Optional.of(new Reservation(revision, best));
      }
    }
  }

  /**
   * The pods in the order in which a request that needs several takes them: those that can be
   * reached first, of them the least loaded, equal ones by lot.
   */
  public List<PodLoad> preferred(InstantSource clock, RandomGenerator random) {
    var now = clock.millis();
    var drawn = new ArrayList<>(pods);
    Collections.shuffle(drawn, Random.from(random));
    // Loads change while they are sorted by: each is read once.
    record Place(boolean aside, int load, PodLoad pod) {}
    return drawn.stream()
        .map(pod -> new Place(pod.isAside(now), pod.outstanding(), pod))
        .sorted(Comparator.comparing(Place::aside).thenComparingInt(Place::load))
        .map(Place::pod)
        .toList();
  }

  /** Takes a place at one of the pods. */
  public Reservation take(PodLoad pod) {
    pod.take();
    return new Reservation(revision, pod);
  }

  /**
   * Takes a place at the least loaded pod that wasn't tried, of those that can be reached first.
   */
  public Optional<Reservation> takeUntried(
      Set<PodLoad> tried, InstantSource clock, RandomGenerator random) {
    var now = clock.millis();
    var untried = untried(tried);
    return take(untried.and(pod -> !pod.isAside(now)), random).or(() -> take(untried, random));
  }

  static Predicate<PodLoad> untried(Set<PodLoad> tried) {
    return tried.isEmpty() ? pod -> true : pod -> !tried.contains(pod);
  }
}
