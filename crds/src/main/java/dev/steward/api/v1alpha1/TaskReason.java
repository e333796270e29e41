package dev.steward.api.v1alpha1;

/** Why a task stands as it does, in one word. */
public enum TaskReason {
  /** Its service isn't there yet. */
  ServiceMissing("Waiting"),
  /** Its service takes nothing now; what is finished is kept. */
  ServiceAway("Waiting"),
  /** It breaks a policy: nothing of it begins. */
  PolicyViolated("Waiting"),
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
  /** It has broken a policy for longer than it may. */
  PolicyStopped("Failed"),
  /** More items failed than may. */
  TooManyFailures("Failed"),
  /** Its time is over. */
  DeadlineExceeded("Failed"),
  /** Its results are larger than what Steward keeps. */
  ResultsTooLarge("Failed"),
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

  /** Whether somebody works at the task. */
  public boolean isAtWork() {
    return this == Planning || this == Running || this == Collecting;
  }

  /** Whether the task has failed for it. */
  public boolean isFailure() {
    return state.equals("Failed");
  }
}
