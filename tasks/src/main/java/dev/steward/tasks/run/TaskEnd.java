package dev.steward.tasks.run;

import dev.steward.core.check.Violation;

/** How a run of a task ended. */
public sealed interface TaskEnd {

  /** Every item is through, and no more failed than may. */
  record Complete(Collected collected) implements TaskEnd {}

  /** It can't be done as it was asked for. */
  record Refused(Violation violation) implements TaskEnd {}

  /** It was begun, and can't be completed: the reason has what to do. */
  record Failed(String reason) implements TaskEnd {}
}
