package dev.steward.gateway.watch;

import dev.steward.api.v1alpha1.ApiGroup;
import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.TaskFile;
import dev.steward.api.v1alpha1.TaskFileSpec;
import dev.steward.store.write.Created;
import dev.steward.store.write.OutputPlace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a task, each an object of its own that is created once: which of two writers was
 * first the API server says. They go with the task, which owns them.
 */
final class TaskFiles implements OutputPlace {
  private static final String TASK = "steward.dev/task";
  private static final String WORK = ".task/";

  private final KubernetesClient client;
  private final ObjectMeta task;

  TaskFiles(KubernetesClient client, InferenceTask task) {
    this.client = client;
    this.task = task.getMetadata();
  }

  @Override
  public Created create(String name, byte[] bytes) throws IOException {
    var file = new TaskFile();
    file.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(task.getNamespace())
            .withName(objectName(name))
            .withLabels(Map.of("app.kubernetes.io/managed-by", "steward", TASK, task.getName()))
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion(ApiGroup.API_VERSION)
                    .withKind("InferenceTask")
                    .withName(task.getName())
                    .withUid(task.getUid())
                    .withController(true)
                    .build())
            .build());
    file.setSpec(
        new TaskFileSpec(
            task.getName(), name, bytes.length, Base64.getEncoder().encodeToString(bytes)));
    try {
      var _ = client.resource(file).create();
      return Created.NOW;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw KubernetesTasks.away(e);
      }
      if (get(name).isEmpty()) {
        throw new IOException(text(name) + " is of an earlier task, and on its way out");
      }
      return Created.BEFORE;
    }
  }

  @Override
  public Created create(String name, Path file) throws IOException {
    return create(name, Files.readAllBytes(file));
  }

  @Override
  public Optional<InputStream> open(String name) throws IOException {
    return get(name)
        .map(file -> new ByteArrayInputStream(Base64.getDecoder().decode(file.getSpec().data())));
  }

  private Optional<TaskFile> get(String name) throws IOException {
    try {
      return Optional.ofNullable(
              client
                  .resources(TaskFile.class)
                  .inNamespace(task.getNamespace())
                  .withName(objectName(name))
                  .get())
          .filter(this::isOwn);
    } catch (KubernetesClientException e) {
      throw KubernetesTasks.away(e);
    }
  }

  /** A task of the same name may have been removed a moment ago. */
  private boolean isOwn(TaskFile file) {
    return file.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getUid().equals(task.getUid()));
  }

  @Override
  public void delete(String name) throws IOException {
    try {
      var _ =
          client
              .resources(TaskFile.class)
              .inNamespace(task.getNamespace())
              .withName(objectName(name))
              .delete();
    } catch (KubernetesClientException e) {
      throw KubernetesTasks.away(e);
    }
  }

  @Override
  public List<String> list(String folder) throws IOException {
    try {
      return client
          .resources(TaskFile.class)
          .inNamespace(task.getNamespace())
          .withLabel(TASK, task.getName())
          .list()
          .getItems()
          .stream()
          .filter(this::isOwn)
          .map(file -> file.getSpec().name())
          .filter(name -> name.startsWith(folder + "/"))
          .map(name -> name.substring(folder.length() + 1))
          .sorted()
          .toList();
    } catch (KubernetesClientException e) {
      throw KubernetesTasks.away(e);
    }
  }

  @Override
  public String text(String name) {
    return "taskfile/" + objectName(name);
  }

  /** {@code results.jsonl} of the task {@code scans} is {@code scans.results.jsonl}. */
  private String objectName(String name) {
    var plain = name.startsWith(WORK) ? name.substring(WORK.length()) : name;
    return task.getName() + "." + plain.replace('/', '.');
  }

  @Override
  public void close() {}
}
