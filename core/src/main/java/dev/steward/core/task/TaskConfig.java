package dev.steward.core.task;

import static java.util.Objects.requireNonNull;

/**
 * What the processes of a task in a cluster are told: the same for each of its three steps.
 *
 * @param uid which task it is: the records of its items name it
 * @param task what is to be done
 * @param output where results go
 * @param service address of who answers, such as {@code http://ocr.team-a.svc}
 */
public record TaskConfig(TaskUid uid, TaskDescription task, DataPath output, String service) {

  public TaskConfig {
    requireNonNull(uid, "uid");
    requireNonNull(task, "task");
    requireNonNull(output, "output");
    requireNonNull(service, "service");
  }
}
