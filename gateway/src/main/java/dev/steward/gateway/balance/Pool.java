package dev.steward.gateway.balance;

import dev.steward.core.serving.ServingConfig;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** The ready pods of one revision. */
record Pool(ServingConfig.Revision revision, List<PodLoad> pods) {

  Pool {
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

  static Predicate<PodLoad> untried(Set<PodLoad> tried) {
    return tried.isEmpty() ? pod -> true : pod -> !tried.contains(pod);
  }
}
