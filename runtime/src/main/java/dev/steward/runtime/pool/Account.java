package dev.steward.runtime.pool;

import dev.steward.runtime.engine.Phases;
import java.time.Duration;

/** Is told what was computed of one model; calls are short and come from several threads. */
@FunctionalInterface
public interface Account {

  /** Where nobody asks. */
  Account NONE = execution -> {};

  /** A run in which the engine computed gave results. */
  void add(Execution execution);

  /**
   * One run of the model.
   *
   * @param pieces of work that were computed together: requests for tensors, or texts
   * @param rows that they have together
   * @param waited how long the pieces had waited, all together
   * @param phases how long it was computed
   */
  record Execution(int pieces, long rows, Duration waited, Phases phases) {}
}
