package dev.steward.operator.task;

/** Why a task stands as it does, in one word. */
public enum TaskReason {
  /** Its service isn't there yet. */
  ServiceMissing("Waiting"),
  /** Its inputs are listed, measured and cut. */
  Planning("Planning"),
  /** Its slices run. */
  Running("Running"),
  /** Its answers are put together. */
  Collecting("Collecting"),
  /** Every item is through, and no more failed than may. */
  Done("Complete"),
  /** What it asks for can't be done. */
  InvalidTask("Failed"),
  /** More items failed than may. */
  TooManyFailures("Failed"),
  /** Its time is over. */
  DeadlineExceeded("Failed"),
  /** A step was tried as often as may be. */
  StepFailed("Failed");

  private final String state;

  TaskReason(String state) {
    this.state = state;
  }

  /** The state that goes with it: {@code status.state}. */
  public String state() {
    return state;
  }

  boolean isFailure() {
    return state.equals("Failed");
  }
}
