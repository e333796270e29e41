package dev.steward.gateway.task;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.InferenceTaskStatus;
import dev.steward.core.task.TaskUid;
import dev.steward.store.write.OutputPlace;
import java.util.List;
import java.util.Optional;

/** Where tasks are kept. For any number of threads. */
public interface TaskBoard {

  /** All tasks, as last seen; nobody may change them. */
  List<InferenceTask> seen();

  /** One task as last seen. */
  Optional<InferenceTask> seen(String namespace, String name);

  /** One task as last seen. */
  Optional<InferenceTask> seen(TaskUid task);

  /** One task as it is now. */
  Optional<InferenceTask> find(String namespace, String name) throws BoardException;

  /** Makes a task. */
  Making make(InferenceTask task) throws BoardException;

  /** Removes this task, and with it its files and its Jobs; it may be gone already. */
  void remove(InferenceTask task) throws BoardException;

  /**
   * Tells how a task stands, if it is still as {@code task} has it.
   *
   * @return the task with that status; empty when it was changed or removed meanwhile
   */
  Optional<InferenceTask> tell(InferenceTask task, InferenceTaskStatus status)
      throws BoardException;

  /** Where the files of a task are kept, each written once. */
  OutputPlace files(InferenceTask task);

  /** What came of making a task. */
  sealed interface Making {
    /** It is there now. */
    record Made(InferenceTask task) implements Making {}

    /** There is one of that name. */
    record Before(InferenceTask task) implements Making {}

    /** It makes no sense. */
    record Refused(String why) implements Making {}
  }
}
