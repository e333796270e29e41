package dev.steward.operator.task;

import dev.steward.api.v1alpha1.InferenceTaskStatus;
import dev.steward.operator.condition.Announcement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done about a task, and told of it.
 *
 * @param events what is worth one
 * @param lookAgain after how long time alone changes something
 */
public record TaskDecision(
    TaskAction action,
    InferenceTaskStatus status,
    List<Announcement> events,
    Optional<Duration> lookAgain) {

  public TaskDecision {
    events = List.copyOf(events);
  }

  /** Of which nothing is worth an event. */
  TaskDecision(TaskAction action, InferenceTaskStatus status, Optional<Duration> lookAgain) {
    this(action, status, List.of(), lookAgain);
  }
}
