package dev.steward.operator.task;

import dev.steward.operator.plan.TracingSettings;
import java.util.List;
import java.util.Optional;

/**
 * What the installation decides of tasks.
 *
 * @param image of the workers
 * @param allowedHosts web servers that inputs may come from
 * @param tracing where workers tell of tasks; empty: nowhere
 */
public record TaskSettings(
    String image, List<String> allowedHosts, Optional<TracingSettings> tracing) {

  public TaskSettings {
    allowedHosts = List.copyOf(allowedHosts);
  }

  /** With workers that tell nobody. */
  public TaskSettings(String image, List<String> allowedHosts) {
    this(image, allowedHosts, Optional.empty());
  }

  /** The same with workers that tell of tasks. */
  public TaskSettings withTracing(TracingSettings told) {
    return new TaskSettings(image, allowedHosts, Optional.of(told));
  }
}
