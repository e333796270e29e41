package dev.steward.gateway.proxy;

import dev.steward.core.serving.ServiceId;
import dev.steward.core.task.TaskUid;
import java.util.Optional;

/**
 * The InferenceTasks that requests can belong to, as far as this gateway has seen them. Asked on
 * threads that carry requests: it never blocks.
 */
public interface SeenTasks {

  /** Whether there is such a task, it asks this service, and it hasn't ended. */
  boolean asks(TaskUid task, ServiceId service);

  /** The task that clients of the service find at this path below the service's root. */
  Optional<TaskUid> at(ServiceId service, String path);

  /** There are none. */
  static SeenTasks none() {
    return new SeenTasks() {
      @Override
      public boolean asks(TaskUid task, ServiceId service) {
        return false;
      }

      @Override
      public Optional<TaskUid> at(ServiceId service, String path) {
        return Optional.empty();
      }
    };
  }
}
