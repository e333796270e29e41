package dev.steward.gateway.task;

import dev.steward.api.v1alpha1.DataDemands;
import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.core.serving.ServiceId;
import dev.steward.core.task.TaskUid;
import dev.steward.gateway.proxy.SeenTasks;
import java.util.Optional;

/** Which tasks requests belong to, by the board as last seen. */
public final class BoardTasks implements SeenTasks {
  private final TaskBoard board;

  public BoardTasks(TaskBoard board) {
    this.board = board;
  }

  @Override
  public Optional<SeenTask> asking(ServiceId service, TaskUid uid) {
    return board
        .seen(uid)
        .filter(task -> isOf(task, service))
        .filter(task -> !Passage.hasEnded(task))
        .map(BoardTasks::seen);
  }

  @Override
  public Optional<SeenTask> at(ServiceId service, String path) {
    return TaskApi.id(path)
        .flatMap(id -> board.seen(service.namespace(), id))
        .filter(task -> isOf(task, service))
        .filter(TaskApi::isOverHttp)
        .map(BoardTasks::seen);
  }

  private static SeenTask seen(InferenceTask task) {
    return new SeenTask(TaskUid.of(task.getMetadata().getUid()), DataDemands.statedBy(task));
  }

  static boolean isOf(InferenceTask task, ServiceId service) {
    return task.getMetadata().getNamespace().equals(service.namespace())
        && task.getSpec().service().equals(service.name());
  }
}
