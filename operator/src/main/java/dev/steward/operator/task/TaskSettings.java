package dev.steward.operator.task;

import java.util.List;

/**
 * What the installation decides of tasks.
 *
 * @param image of the workers
 * @param allowedHosts web servers that inputs may come from
 */
public record TaskSettings(String image, List<String> allowedHosts) {

  public TaskSettings {
    allowedHosts = List.copyOf(allowedHosts);
  }
}
