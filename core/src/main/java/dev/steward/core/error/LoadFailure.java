package dev.steward.core.error;

import static java.util.Objects.requireNonNull;

import dev.steward.core.check.Violation;

/**
 * Why a model can't be served.
 *
 * @param code the kind of failure
 * @param violation the field of the ModelService that leads to it, what was found, what would be
 *     right
 */
public record LoadFailure(ErrorCode code, Violation violation) {

  public LoadFailure {
    requireNonNull(code, "code");
    requireNonNull(violation, "violation");
  }

  /** As the process leaves it behind. */
  public LastWords lastWords() {
    return new LastWords(code, violation.message());
  }
}
