package dev.steward.gateway.proxy;

import dev.steward.core.policy.GoverningPolicy;
import dev.steward.core.serving.ServiceId;
import dev.steward.core.task.TaskUid;
import java.util.Optional;

/**
 * The InferenceTasks that requests can belong to, as far as this gateway has seen them. Asked on
 * threads that carry requests: it never blocks.
 */
public interface SeenTasks {

  /**
   * A task.
   *
   * @param stated what it states of its items' data, if it does
   */
  record SeenTask(TaskUid uid, Optional<GoverningPolicy> stated) {}

  /** The task of that uid, if it asks this service and hasn't ended. */
  Optional<SeenTask> asking(ServiceId service, TaskUid uid);

  /** The task that clients of the service find at this path below the service's root. */
  Optional<SeenTask> at(ServiceId service, String path);

  /** There are none. */
  static SeenTasks none() {
    return new SeenTasks() {
      @Override
      public Optional<SeenTask> asking(ServiceId service, TaskUid uid) {
        return Optional.empty();
      }

      @Override
      public Optional<SeenTask> at(ServiceId service, String path) {
        return Optional.empty();
      }
    };
  }
}
