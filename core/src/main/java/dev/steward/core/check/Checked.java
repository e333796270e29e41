package dev.steward.core.check;

import java.util.function.Function;

/**
 * An input after its check: the value it stands for, or what is wrong with it.
 *
 * @param <T> what the input stands for
 */
public sealed interface Checked<T> {

  /** The input is right. */
  record Valid<T>(T value) implements Checked<T> {}

  /** The input is wrong. */
  record Invalid<T>(Violation violation) implements Checked<T> {}

  /** An input that stands for {@code value}. */
  static <T> Checked<T> valid(T value) {
    return new Valid<>(value);
  }

  /** A wrong input, by the parts of its {@link Violation}. */
  static <T> Checked<T> invalid(String field, String problem, String remedy) {
    return new Invalid<>(new Violation(field, problem, remedy));
  }

  /** What is made of the value, if the input is right. */
  default <U> Checked<U> map(Function<? super T, ? extends U> making) {
    return switch (this) {
      case Valid<T>(var value) -> valid(making.apply(value));
      case Invalid<T>(var violation) -> new Invalid<>(violation);
    };
  }

  /** The value, or the exception that {@code broken} makes of the violation. */
  default <X extends RuntimeException> T orThrow(Function<Violation, X> broken) {
    return switch (this) {
      case Valid<T>(var value) -> value;
      case Invalid<T>(var violation) -> throw broken.apply(violation);
    };
  }
}
