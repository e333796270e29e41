package dev.steward.core.shard;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * When a part counts as late, so that it is worth computing a second time elsewhere (Dean and
 * Barroso, "The Tail at Scale", CACM 56(2), 2013).
 *
 * <p>A part is foretold to take its rows over the speed of its pod, but not less than at the speed
 * of the slowest pod that has answered a part of the same request: if these rows are harder than
 * those before, all take longer, and none is a straggler. While no part has answered, none is late:
 * there is nothing to lag behind.
 *
 * <p>Example, with factor 2: 12 rows at a pod of 40 rows a second are foretold to take 0.3 s and
 * are late after 0.6 s. If another pod of the request did 20 rows a second, they are late after 1.2
 * s.
 *
 * @param factor how many times as long as foretold a part may take, more than 1
 * @param least what it may take at any rate: shorter delays are noise
 */
public record Hedging(double factor, Duration least) {

  /** Twice as long as foretold, and never before 25 ms. */
  public static final Hedging DEFAULT = new Hedging(2, Duration.ofMillis(25));

  public Hedging {
    requireNonNull(least, "least");
    if (!(factor > 1) || least.isNegative()) {
      throw new IllegalArgumentException("factor %s, least %s".formatted(factor, least));
    }
  }

  /**
   * How long after it was sent a part is late; empty: it isn't yet known.
   *
   * @param rows of the part
   * @param own rows a second of its pod, as measured before
   * @param slowest rows a second of the slowest pod that has answered in this request
   */
  public Optional<Duration> patience(int rows, OptionalDouble own, OptionalDouble slowest) {
    if (slowest.isEmpty()) {
      return Optional.empty();
    }
    var speed = Math.min(own.orElse(Double.MAX_VALUE), slowest.getAsDouble());
    var allowed = Duration.ofNanos((long) Math.min(factor * rows / speed * 1e9, Long.MAX_VALUE));
    return Optional.of(allowed.compareTo(least) > 0 ? allowed : least);
  }
}
