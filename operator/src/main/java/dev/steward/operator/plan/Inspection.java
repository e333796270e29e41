package dev.steward.operator.plan;

import dev.steward.core.model.ModelFacts;
import dev.steward.operator.plan.InspectionAttempt.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How far it has come with the facts of a model, with nothing remembered between: an operator
 * killed at any moment goes on where things stand.
 *
 * <p>A pod reads them once. What it found is first written to the service's status, and only when
 * it is seen there the pod goes. One that failed is kept, to be looked at, until the next try is
 * made: after {@link #SHORTEST_PAUSE}, and twice as long each time up to {@link #LONGEST_PAUSE}.
 */
public sealed interface Inspection {

  /** Between the first failure and the second try. */
  Duration SHORTEST_PAUSE = Duration.ofSeconds(10);

  /** However often it has failed: what is mended is noticed within this. */
  Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** Nothing that is planned depends on them. */
  record Unneeded() implements Inspection {}

  /** They stand in the status. */
  record Stored(String key, ModelFacts facts) implements Inspection {}

  /** A pod has just read them. */
  record Found(String key, ModelFacts facts, int number) implements Inspection {}

  /** A pod reads them, or is to. */
  record Reading(String key, int number) implements Inspection {}

  /** The last try failed; the next one begins at {@code until}. */
  record Paused(String key, int number, Instant until) implements Inspection {}

  /** The facts as a status keeps them. */
  record StoredFacts(String key, ModelFacts facts) {}

  /**
   * How far it has come.
   *
   * @param key what the facts must be of
   * @param stored what the status has
   * @param attempts the pods there are
   */
  static Inspection of(
      String key,
      Optional<StoredFacts> stored,
      Collection<InspectionAttempt> attempts,
      Instant now) {
    var known = stored.filter(facts -> facts.key().equals(key));
    if (known.isPresent()) {
      return new Stored(key, known.get().facts());
    }
    return attempts.stream()
        .filter(attempt -> attempt.key().equals(key))
        .max(Comparator.comparingInt(InspectionAttempt::number))
        .map(last -> after(last, now))
        .orElseGet(() -> new Reading(key, 1));
  }

  private static Inspection after(InspectionAttempt last, Instant now) {
    return switch (last.outcome()) {
      case Outcome.Underway underway -> new Reading(last.key(), last.number());
      case Outcome.Read(var facts) -> new Found(last.key(), facts, last.number());
      // Its name is taken until it is gone.
      case Outcome.Leaving leaving -> new Reading(last.key(), last.number() + 1);
      case Outcome.Failed(var at) -> {
        var until = at.plus(pause(last.number()));
        yield now.isBefore(until)
            ? new Paused(last.key(), last.number(), until)
            : new Reading(last.key(), last.number() + 1);
      }
    };
  }

  /** How long nothing is tried after so many tries. */
  private static Duration pause(int tries) {
    var doublings = Math.clamp(tries - 1L, 0, 10);
    var pause = SHORTEST_PAUSE.multipliedBy(1L << doublings);
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /** What is known. */
  default Optional<ModelFacts> known() {
    return switch (this) {
      case Stored(var key, var facts) -> Optional.of(facts);
      case Found(var key, var facts, var number) -> Optional.of(facts);
      case Unneeded unneeded -> Optional.empty();
      case Reading reading -> Optional.empty();
      case Paused paused -> Optional.empty();
    };
  }

  /** Which try's pod there is to be, if any. */
  default OptionalInt pod() {
    return switch (this) {
      case Found(var key, var facts, var number) -> OptionalInt.of(number);
      case Reading(var key, var number) -> OptionalInt.of(number);
      case Paused(var key, var number, var until) -> OptionalInt.of(number);
      case Stored stored -> OptionalInt.empty();
      case Unneeded unneeded -> OptionalInt.empty();
    };
  }
}
