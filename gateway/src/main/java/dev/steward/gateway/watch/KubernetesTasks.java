package dev.steward.gateway.watch;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.InferenceTaskStatus;
import dev.steward.core.task.TaskUid;
import dev.steward.gateway.task.BoardException;
import dev.steward.gateway.task.TaskBoard;
import dev.steward.store.write.OutputPlace;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tasks as the API server keeps them. */
public final class KubernetesTasks implements TaskBoard, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesTasks.class);
  private static final int UNPROCESSABLE = 422;
  private static final Set<Integer> REFUSALS =
      Set.of(
          HttpURLConnection.HTTP_BAD_REQUEST,
          HttpURLConnection.HTTP_ENTITY_TOO_LARGE,
          UNPROCESSABLE);
  private static final int MAX_REASON = 1000;
  private static final String UID = "uid";

  private final KubernetesClient client;
  private final SharedIndexInformer<InferenceTask> tasks;

  private KubernetesTasks(KubernetesClient client, WatchScope scope) {
    this.client = client;
    var all = client.resources(InferenceTask.class);
    tasks =
        scope
            .services()
            .map(namespace -> all.inNamespace(namespace).runnableInformer(0))
            .orElseGet(() -> all.inAnyNamespace().runnableInformer(0));
    tasks.addIndexers(Map.of(UID, task -> List.of(task.getMetadata().getUid())));
  }

  /** Begins to watch, and goes on trying while the API server is away. */
  public static KubernetesTasks start(KubernetesClient client, WatchScope scope) {
    var board = new KubernetesTasks(client, scope);
    board.tasks.exceptionHandler((started, failure) -> {
      LOG.warn("can't watch InferenceTasks and try again: {}", failure.getMessage());
      return true;
    });
    var _ = board.tasks.start();
    return board;
  }

  @Override
  public List<InferenceTask> seen() {
    return tasks.getStore().list();
  }

  @Override
  public Optional<InferenceTask> seen(String namespace, String name) {
    return Optional.ofNullable(tasks.getStore().getByKey(namespace + "/" + name));
  }

  @Override
  public Optional<InferenceTask> seen(TaskUid task) {
    return tasks.getIndexer().byIndex(UID, task.toString()).stream().findFirst();
  }

  @Override
  public Optional<InferenceTask> find(String namespace, String name) throws BoardException {
    try {
      return Optional.ofNullable(
          client.resources(InferenceTask.class).inNamespace(namespace).withName(name).get());
    } catch (KubernetesClientException e) {
      throw away(e);
    }
  }

  @Override
  public Making make(InferenceTask task) throws BoardException {
    try {
      return new Making.Made(client.resource(task).create());
    } catch (KubernetesClientException e) {
      if (REFUSALS.contains(e.getCode())) {
        return new Making.Refused(reason(e));
      }
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw away(e);
      }
      var metadata = task.getMetadata();
      return new Making.Before(
          find(metadata.getNamespace(), metadata.getName()).orElseThrow(() -> away(e)));
    }
  }

  @Override
  public void remove(InferenceTask task) throws BoardException {
    try {
      var _ = client.resource(task).delete();
    } catch (KubernetesClientException e) {
      throw away(e);
    }
  }

  @Override
  public Optional<InferenceTask> tell(InferenceTask task, InferenceTaskStatus status)
      throws BoardException {
    var told = new InferenceTask();
    told.setMetadata(new ObjectMetaBuilder(task.getMetadata()).withManagedFields().build());
    told.setSpec(task.getSpec());
    told.setStatus(status);
    try {
      return Optional.of(client.resource(told).updateStatus());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw away(e);
    }
  }

  @Override
  public OutputPlace files(InferenceTask task) {
    return new TaskFiles(client, task);
  }

  @Override
  public void close() {
    tasks.stop();
  }

  static BoardException away(KubernetesClientException e) {
    return new BoardException(reason(e), e);
  }

  private static String reason(KubernetesClientException e) {
    var text =
        Optional.ofNullable(e.getStatus())
            .map(Status::getMessage)
            .orElse(String.valueOf(e.getMessage()));
    return text.length() <= MAX_REASON ? text : text.substring(0, MAX_REASON) + "…";
  }
}
