package dev.steward.gateway.task;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.InferenceTaskStatus;
import dev.steward.core.task.TaskUid;
import dev.steward.store.write.Created;
import dev.steward.store.write.OutputPlace;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Tasks and signs in memory, kept as the API server keeps them. */
public final class MemoryBoard implements TaskBoard, Roster {
  private final Map<String, InferenceTask> tasks = new ConcurrentHashMap<>();
  private final Map<String, Map<String, byte[]>> files = new ConcurrentHashMap<>();
  private final Map<String, String> signs = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();

  private static String key(InferenceTask task) {
    return task.getMetadata().getNamespace() + "/" + task.getMetadata().getName();
  }

  @Override
  public List<InferenceTask> seen() {
    return List.copyOf(tasks.values());
  }

  @Override
  public Optional<InferenceTask> seen(String namespace, String name) {
    return Optional.ofNullable(tasks.get(namespace + "/" + name));
  }

  @Override
  public Optional<InferenceTask> seen(TaskUid task) {
    return tasks.values().stream()
        .filter(seen -> seen.getMetadata().getUid().equals(task.toString()))
        .findFirst();
  }

  @Override
  public Optional<InferenceTask> find(String namespace, String name) {
    return seen(namespace, name);
  }

  @Override
  public synchronized Making make(InferenceTask task) {
    var before = tasks.get(key(task));
    if (before != null) {
      return new Making.Before(before);
    }
    var made = new InferenceTask();
    made.setMetadata(
        new ObjectMetaBuilder(task.getMetadata())
            .withUid(UUID.randomUUID().toString())
            .withCreationTimestamp(Instant.now().toString())
            .withGeneration(1L)
            .withResourceVersion(Long.toString(version.incrementAndGet()))
            .build());
    made.setSpec(task.getSpec());
    tasks.put(key(task), made);
    return new Making.Made(made);
  }

  @Override
  public synchronized void remove(InferenceTask task) {
    tasks.remove(key(task));
    files.remove(task.getMetadata().getUid());
  }

  @Override
  public synchronized Optional<InferenceTask> tell(InferenceTask task, InferenceTaskStatus status) {
    var now = tasks.get(key(task));
    if (now == null
        || !now.getMetadata()
            .getResourceVersion()
            .equals(task.getMetadata().getResourceVersion())) {
      return Optional.empty();
    }
    var told = new InferenceTask();
    told.setMetadata(
        new ObjectMetaBuilder(now.getMetadata())
            .withResourceVersion(Long.toString(version.incrementAndGet()))
            .build());
    told.setSpec(now.getSpec());
    told.setStatus(status);
    tasks.put(key(task), told);
    return Optional.of(told);
  }

  /** The names of a task's files. */
  List<String> fileNames(InferenceTask task) {
    return files.getOrDefault(task.getMetadata().getUid(), Map.of()).keySet().stream()
        .sorted()
        .toList();
  }

  @Override
  public OutputPlace files(InferenceTask task) {
    var uid = task.getMetadata().getUid();
    var name = task.getMetadata().getName();
    return new OutputPlace() {
      private Map<String, byte[]> kept() {
        return files.computeIfAbsent(uid, key -> new ConcurrentHashMap<>());
      }

      @Override
      public Created create(String file, byte[] bytes) {
        return kept().putIfAbsent(file, bytes.clone()) == null ? Created.NOW : Created.BEFORE;
      }

      @Override
      public Created create(String file, Path path) throws IOException {
        return create(file, Files.readAllBytes(path));
      }

      @Override
      public Optional<InputStream> open(String file) {
        return Optional.ofNullable(kept().get(file)).map(ByteArrayInputStream::new);
      }

      @Override
      public void delete(String file) {
        kept().remove(file);
      }

      @Override
      public List<String> list(String folder) {
        return kept().keySet().stream()
            .filter(file -> file.startsWith(folder + "/"))
            .map(file -> file.substring(folder.length() + 1))
            .sorted()
            .toList();
      }

      @Override
      public String text(String file) {
        return "taskfile/" + name + "." + file;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void sign(String holder) {
    signs.put(holder, Long.toString(version.incrementAndGet()));
  }

  @Override
  public Map<String, String> signs() {
    return Map.copyOf(signs);
  }

  @Override
  public void strike(String holder) {
    signs.remove(holder);
  }
}
