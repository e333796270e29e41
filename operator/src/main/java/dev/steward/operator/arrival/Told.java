package dev.steward.operator.arrival;

import dev.steward.core.runtime.Arrival;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a service's status tells of its pods' arrivals.
 *
 * @param arrivals by the name of a pod
 * @param at since when
 */
record Told(Map<String, Arrival> arrivals, Instant at) {

  /** Between two changes at least. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  /** Of a model whose size nobody knows, so much more is worth telling. */
  private static final long STEP = 64L << 20;

  Told {
    arrivals = Map.copyOf(arrivals);
  }

  /** Nothing. */
  static Told nothing() {
    return new Told(Map.of(), Instant.EPOCH);
  }

  /** What is told instead once this was heard; empty: it isn't worth a write, or not yet. */
  Optional<Told> after(Map<String, Arrival> heard, Instant now) {
    return now.isBefore(at.plus(PAUSE)) || gists(heard).equals(gists(arrivals))
        ? Optional.empty()
        : Optional.of(new Told(heard, now));
  }

  private static Map<String, Gist> gists(Map<String, Arrival> arrivals) {
    var gists = new HashMap<String, Gist>();
    arrivals.forEach((pod, arrival) -> gists.put(pod, Gist.of(arrival)));
    return gists;
  }

  /** What of an arrival is worth telling when it changes. */
  private record Gist(
      Arrival.Phase phase, OptionalInt percent, long steps, Optional<String> trouble) {

    static Gist of(Arrival arrival) {
      return new Gist(
          arrival.phase(),
          arrival.percent(),
          arrival.totalBytes().isPresent() ? 0 : arrival.bytes() / STEP,
          arrival.trouble());
    }
  }
}
