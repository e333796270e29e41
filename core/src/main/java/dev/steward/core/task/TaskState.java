package dev.steward.core.task;

/** How a task stands, as a function of what became of its items. */
public sealed interface TaskState {

  /** Items are left. */
  record Running() implements TaskState {}

  /** Every item is through, and no more failed than may. */
  record Complete() implements TaskState {}

  /**
   * It ended without being complete.
   *
   * @param reason for its owner: what is wrong and what would be right
   */
  record Failed(String reason) implements TaskState {}

  /**
   * The state.
   *
   * @param items of the task
   * @param tally what became of them so far
   */
  static TaskState of(long items, Tally tally, FailureBudget budget) {
    if (tally.failed() > budget.allowed(items)) {
      return new Failed(
          "maxFailedItems: %d of %d items failed, %s allows %d; correct the inputs named below, or raise it"
              .formatted(tally.failed(), items, budget.text(), budget.allowed(items)));
    }
    return tally.done() == items ? new Complete() : new Running();
  }
}
