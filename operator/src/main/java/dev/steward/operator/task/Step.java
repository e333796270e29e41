package dev.steward.operator.task;

import java.util.Arrays;
import java.util.Optional;

/** What a task's Jobs do, in their order. */
public enum Step {
  plan,
  run,
  collect;

  /** Name of the step's Job. */
  public String job(String task) {
    return task + "-" + name();
  }

  /** The step of that name. */
  public static Optional<Step> of(String name) {
    return Arrays.stream(values()).filter(step -> step.name().equals(name)).findFirst();
  }
}
