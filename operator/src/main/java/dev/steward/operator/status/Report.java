package dev.steward.operator.status;

import dev.steward.api.v1alpha1.ModelServiceStatus;
import dev.steward.operator.condition.Announcement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is told about a service.
 *
 * @param status the status to store, whether or not it has changed
 * @param events what is worth one
 * @param lookAgain when to look again though nothing that is watched may have changed
 */
public record Report(
    ModelServiceStatus status, List<Announcement> events, Optional<Duration> lookAgain) {

  public Report {
    events = List.copyOf(events);
  }
}
