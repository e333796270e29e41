package dev.steward.runtime.repository;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.Refusal;
import dev.steward.core.measure.Bytes;
import java.io.IOException;

/** Why a model of a repository can't be asked. */
final class Refusals {

  static final Refusal STOPPING =
      Refusal.of(ErrorCode.STOPPING, "this server is stopping; another one answers");

  /** Of a load for which nobody waits any more. */
  static final Refusal ABANDONED =
      Refusal.of(ErrorCode.DEADLINE_EXCEEDED, "nobody waits for the model any more");

  private Refusals() {}

  static Refusal tooMany(int waiting) {
    return Refusal.of(
        ErrorCode.QUEUE_FULL, waiting + " models are waiting to be loaded; try again in a moment");
  }

  static Refusal tooLarge(ModelId id, Bytes memory, Bytes bound) {
    return Refusal.of(
        ErrorCode.OUT_OF_MEMORY,
        new Violation(
            "spec.model.repository.memory",
            "%s takes %s, and all models together may take %s"
                .formatted(id.text(), memory.text(), bound.text()),
            "raise it, or deploy a ModelService for this model"));
  }

  static Refusal unreadable(ModelId id, IOException e) {
    return Refusal.of(
        ErrorCode.MODEL_MISSING,
        "%s: its files can't be read (%s); make them readable for everyone or for group 65532"
            .formatted(id.text(), e));
  }

  static Refusal failed(ModelId id, LoadException e) {
    return Refusal.of(
        e.failure().code(), "%s can't be served: %s".formatted(id.text(), e.getMessage()));
  }

  static Refusal failed(ModelId id, Throwable e) {
    return Refusal.of(
        ErrorCode.INTERNAL,
        "%s can't be served: an error of Steward's own: %s".formatted(id.text(), e));
  }
}
