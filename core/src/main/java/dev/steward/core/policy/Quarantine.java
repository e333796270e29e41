package dev.steward.core.policy;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What becomes of something that runs already and breaks what is denied, the longer it does: from a
 * certain time on nothing of it grows, and from another it is stopped. Until then its owner is
 * told, and nothing else happens.
 *
 * <p>The meet has the earlier of each: of one that stops growth after a minute and one that stops
 * all after a day, both happen. A stop is the end of growth, too, so an end of growth that isn't
 * earlier than the stop isn't stated.
 *
 * @param noNewReplicas when nothing grows any more, counted from when the breach was seen first
 * @param scaleToZero when it is stopped, counted likewise
 */
public record Quarantine(Optional<Duration> noNewReplicas, Optional<Duration> scaleToZero) {

  /** Its owner is told, for ever. */
  public static final Quarantine NONE = new Quarantine(Optional.empty(), Optional.empty());

  /** How long something may break a policy that says what happens then, and not when. */
  public static final Duration DEFAULT_GRACE = Duration.ofHours(1);

  /** What happens, the mildest first. */
  public enum Action {
    /** Its owner is told. */
    WARN,
    /** Besides, nothing grows: no more replicas, no new revision. */
    NO_NEW_REPLICAS,
    /** It has no replicas, and requests are refused. */
    SCALE_TO_ZERO
  }

  public Quarantine {
    if (Stream.concat(noNewReplicas.stream(), scaleToZero.stream())
        .anyMatch(Duration::isNegative)) {
      throw new IllegalArgumentException("a time after a breach isn't before it");
    }
    var stop = scaleToZero;
    noNewReplicas =
        noNewReplicas.filter(growth -> stop.filter(end -> end.compareTo(growth) <= 0).isEmpty());
  }

  /** That an action is taken so long after the breach was seen first. */
  public static Quarantine of(Action action, Duration after) {
    return switch (action) {
      case WARN -> NONE;
      case NO_NEW_REPLICAS -> new Quarantine(Optional.of(after), Optional.empty());
      case SCALE_TO_ZERO -> new Quarantine(Optional.empty(), Optional.of(after));
    };
  }

  /** Both. */
  public Quarantine meet(Quarantine other) {
    return new Quarantine(
        earlier(noNewReplicas, other.noNewReplicas), earlier(scaleToZero, other.scaleToZero));
  }

  private static Optional<Duration> earlier(Optional<Duration> one, Optional<Duration> other) {
    return Stream.of(one, other).flatMap(Optional::stream).min(Duration::compareTo);
  }

  /** What happens to something that has been in breach so long. */
  public Action after(Duration breach) {
    if (isOver(scaleToZero, breach)) {
      return Action.SCALE_TO_ZERO;
    }
    return isOver(noNewReplicas, breach) ? Action.NO_NEW_REPLICAS : Action.WARN;
  }

  /** In how long something else happens to it, if it does. */
  public Optional<Duration> next(Duration breach) {
    return Stream.of(noNewReplicas, scaleToZero)
        .flatMap(Optional::stream)
        .filter(step -> step.compareTo(breach) > 0)
        .min(Duration::compareTo)
        .map(step -> step.minus(breach));
  }

  private static boolean isOver(Optional<Duration> step, Duration breach) {
    return step.filter(time -> time.compareTo(breach) <= 0).isPresent();
  }
}
