package dev.steward.core.error;

import dev.steward.core.check.Violation;

/** Ends the loading of a model that can't be served; carries why. */
public final class LoadException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient LoadFailure failure;

  public LoadException(LoadFailure failure) {
    super(failure.violation().message());
    this.failure = failure;
  }

  /** By the parts of a {@link LoadFailure}. */
  public LoadException(ErrorCode code, String field, String problem, String remedy) {
    this(new LoadFailure(code, new Violation(field, problem, remedy)));
  }

  /** Why the model can't be served. */
  public LoadFailure failure() {
    return failure;
  }
}
