package dev.steward.core.error;

import java.util.function.Function;

/**
 * How a step towards an answer ended: with what the next step needs, or with a refusal that ends
 * the way.
 *
 * <p>Example: {@code read(body).then(signature::check).then(pool::run)} runs the model only for a
 * request that was read and fits.
 *
 * @param <T> what the next step needs
 */
public sealed interface Outcome<T> {

  /** The step is done. */
  record Done<T>(T value) implements Outcome<T> {}

  /** The request is refused; no later step runs. */
  record Refused<T>(Refusal refusal) implements Outcome<T> {}

  /** A step that is done. */
  static <T> Outcome<T> done(T value) {
    return new Done<>(value);
  }

  /** A step that refuses. */
  static <T> Outcome<T> refused(Refusal refusal) {
    return new Refused<>(refusal);
  }

  /** The step after this one, or this one's refusal. */
  default <R> Outcome<R> then(Function<? super T, Outcome<R>> step) {
    return switch (this) {
      case Done<T>(var value) -> step.apply(value);
      case Refused<T>(var refusal) -> refused(refusal);
    };
  }

  /** The same with another value, where there is one. */
  default <R> Outcome<R> map(Function<? super T, R> change) {
    return then(value -> done(change.apply(value)));
  }
}
