package dev.steward.tasks.run;

import dev.steward.core.task.Tally;
import dev.steward.tasks.journal.ResultLine;
import dev.steward.tasks.journal.TaskPlan;

/** Is told how a task goes, by any thread. */
public interface TaskListener {

  /**
   * It was cut.
   *
   * @param before what earlier runs have brought through
   */
  void planned(TaskPlan plan, Tally before);

  /** An item is through; its slice isn't yet. */
  void through(ResultLine line);
}
