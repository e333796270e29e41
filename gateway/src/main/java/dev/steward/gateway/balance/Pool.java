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

/**
 * The ready pods of one revision.
 *
 * <p>Where they lie in several tiers, a request goes to the nearest tier that has a pod with room.
 * When all are full it goes where it is done soonest: that is in T = F/C, the work that lies before
 * a pod, this request included, over the speed it was measured at.
 */
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

  /** Takes a place at one of those wanted: the least loaded of the nearest. */
  Optional<Reservation> take(Predicate<PodLoad> wanted, RandomGenerator random) {
    return revision.spill().isEmpty()
        ? takeLeastLoaded(wanted, random)
        : takeNear(wanted, revision.spill().get(), random);
  }

  private Optional<Reservation> takeNear(
      Predicate<PodLoad> wanted, ServingConfig.Spill spill, RandomGenerator random) {
    for (int distance = 0; distance <= spill.farther().size(); distance++) {
      int at = distance;
      var taken =
          takeLeastLoaded(
              wanted.and(pod -> pod.address().distance() == at && pod.outstanding() < spill.room()),
              random);
      if (taken.isPresent()) {
        return taken;
      }
    }
    return takeSoonest(wanted);
  }

  private Optional<Reservation> takeSoonest(Predicate<PodLoad> wanted) {
    long now = System.nanoTime();
    // A pod that nobody has measured yet is given the benefit of the doubt, and so is measured.
    double best = pods.stream().mapToDouble(pod -> pod.speed(now).orElse(0)).max().orElse(0);
    return pods.stream()
        .filter(wanted)
        .min(
            Comparator.comparingDouble(
                pod -> (pod.outstanding() + 1) / pod.speed(now).orElse(best > 0 ? best : 1)))
        .map(this::take);
  }

  private Optional<Reservation> takeLeastLoaded(Predicate<PodLoad> wanted, RandomGenerator random) {
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
        return Optional.of(new Reservation(revision, best, least + 1));
      }
    }
  }

  /**
   * The pods in the order in which a request that needs several takes them: those that can be
   * reached first, of them those with room, of them the nearest, of them the least loaded, equal
   * ones by lot.
   */
  public List<PodLoad> preferred(InstantSource clock, RandomGenerator random) {
    var now = clock.millis();
    int room = revision.spill().map(ServingConfig.Spill::room).orElse(Integer.MAX_VALUE);
    var drawn = new ArrayList<>(pods);
    Collections.shuffle(drawn, Random.from(random));
    // Loads change while they are sorted by: each is read once.
    record Place(boolean aside, int load, PodLoad pod) {}
    return drawn.stream()
        .map(pod -> new Place(pod.isAside(now), pod.outstanding(), pod))
        .sorted(
            Comparator.comparing(Place::aside)
                .thenComparing(place -> place.load() >= room)
                .thenComparingInt(place -> place.pod().address().distance())
                .thenComparingInt(Place::load))
        .map(Place::pod)
        .toList();
  }

  /** Takes a place at one of the pods. */
  public Reservation take(PodLoad pod) {
    return new Reservation(revision, pod, pod.take());
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
