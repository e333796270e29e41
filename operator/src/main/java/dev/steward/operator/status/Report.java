package dev.steward.operator.status;

import dev.steward.api.v1alpha1.ModelServiceStatus;
import java.time.Duration;
import java.util.Optional;

/**
 * What is told about a service.
 *
 * @param status the status to store, whether or not it has changed
 * @param event what is worth an event, if something is
 * @param lookAgain when to look again though nothing that is watched may have changed
 */
public record Report(
    ModelServiceStatus status, Optional<Announcement> event, Optional<Duration> lookAgain) {

  /** A change that a reader of events wants to see. */
  public record Announcement(Severity severity, Finding finding) {}

  /** As events know it. */
  public enum Severity {
    Normal,
    Warning
  }
}
