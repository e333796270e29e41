package dev.steward.gateway.proxy;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.serving.ServiceId;
import dev.steward.core.task.TaskUid;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/**
 * What a request says of the InferenceTask whose item it is. A task's workers prove nothing, so
 * whoever knows the uid of a task that runs can say it; but nobody can have another text recorded,
 * or name a task that is over or another service's. A claim that can't be believed isn't passed
 * over: the item's record would be missing among its task's.
 */
final class TaskClaim {
  /** The field that names the task. */
  static final String FIELD = "x-steward-task";

  private TaskClaim() {}

  /** The task that a request belongs to: the one it names, or that is at its path. */
  static Optional<TaskUid> of(HttpFields fields, ServiceId service, String path, SeenTasks tasks) {
    return fields.contains(FIELD)
        ? named(fields).filter(task -> tasks.asks(task, service))
        : tasks.at(service, path);
  }

  /**
   * Why a request is refused whose claim wasn't believed; empty if it made none.
   *
   * @param believed the task it was found to belong to
   */
  static Optional<Problem> refusal(HttpFields fields, Optional<TaskUid> believed) {
    if (believed.isPresent() || !fields.contains(FIELD)) {
      return Optional.empty();
    }
    return Optional.of(
        named(fields).isPresent()
            ? new Problem(
                ErrorCode.TASK_UNKNOWN,
                FIELD
                    + ": no InferenceTask of this service that isn't finished has this uid, or it"
                    + " hasn't been seen here yet; try again soon, or leave the field out")
            : new Problem(
                ErrorCode.INVALID_REQUEST,
                FIELD + ": it isn't one uid of an InferenceTask; leave the field out"));
  }

  private static Optional<TaskUid> named(HttpFields fields) {
    var values = fields.getValuesList(FIELD);
    return values.size() == 1 ? TaskUid.parse(values.getFirst()) : Optional.empty();
  }
}
