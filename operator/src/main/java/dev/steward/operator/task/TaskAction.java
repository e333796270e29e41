package dev.steward.operator.task;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;

/** What is to be done about a task now. */
public sealed interface TaskAction {

  /** Nothing. */
  record Nothing() implements TaskAction {}

  /** The next step begins. */
  record Begin(Job job) implements TaskAction {}

  /** It has failed: Jobs that still work are removed. */
  record Stop(List<Job> jobs) implements TaskAction {}

  /** Its time after its end is over: it is removed, and with it its Jobs. */
  record Expire() implements TaskAction {}
}
