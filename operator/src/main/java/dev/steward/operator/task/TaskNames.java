package dev.steward.operator.task;

import dev.steward.operator.plan.Names;

/** Names and labels of what belongs to tasks; docs/contracts.md lists them. */
public final class TaskNames {

  /** Label of a task's Jobs and pods: the task's name. */
  public static final String TASK = "steward.dev/task";

  /** Label of a task's Jobs and pods: what they do. */
  public static final String STEP = "steward.dev/task-step";

  /** Annotation of the pods: what they are told. */
  public static final String CONFIG = "steward.dev/task-config";

  /** Annotation of the Job that runs slices: the report by which it was made. */
  public static final String PLAN = "steward.dev/task-plan";

  /** Selects the Jobs and pods of all tasks. */
  public static final String OURS = Names.OURS + "," + TASK;

  static final String CONTAINER = "worker";

  private TaskNames() {}
}
