package dev.steward.gateway.task;

import dev.steward.core.task.RunPlace;
import dev.steward.store.write.Created;
import dev.steward.store.write.OutputPlace;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A place that takes no more than Steward keeps of one task: {@link RunPlace#MAX_KEPT} bytes in
 * each folder, since the results are what the slices' answers are together.
 */
final class KeptResults implements OutputPlace {

  /** There is more than is kept. */
  static final class TooLargeException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    TooLargeException() {
      super("more than %d bytes".formatted(RunPlace.MAX_KEPT));
    }
  }

  private final OutputPlace place;
  private final ReentrantLock lock = new ReentrantLock();

  /** Bytes in each folder that was written to. */
  private final Map<String, Long> taken = new HashMap<>();

  KeptResults(OutputPlace place) {
    this.place = place;
  }

  @Override
  public Created create(String name, byte[] bytes) throws IOException {
    var folder = folder(name);
    take(folder, bytes.length);
    var created = place.create(name, bytes);
    if (created == Created.BEFORE) {
      take(folder, -bytes.length);
    }
    return created;
  }

  @Override
  public Created create(String name, Path file) throws IOException {
    if (Files.size(file) > RunPlace.MAX_KEPT) {
      throw new TooLargeException();
    }
    return create(name, Files.readAllBytes(file));
  }

  private void take(String folder, int bytes) throws IOException {
    lock.lock();
    try {
      var before = taken.containsKey(folder) ? taken.get(folder) : kept(folder);
      if (before + bytes > RunPlace.MAX_KEPT) {
        throw new TooLargeException();
      }
      taken.put(folder, before + bytes);
    } finally {
      lock.unlock();
    }
  }

  /** What an earlier holder kept; what isn't in a folder is bounded one by one. */
  private long kept(String folder) throws IOException {
    long sum = 0;
    if (folder.contains("/")) {
      for (var name : place.list(folder)) {
        sum += place.read(folder + "/" + name).map(bytes -> bytes.length).orElse(0);
      }
    }
    return sum;
  }

  private static String folder(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? name : name.substring(0, slash);
  }

  @Override
  public Optional<InputStream> open(String name) throws IOException {
    return place.open(name);
  }

  @Override
  public void delete(String name) throws IOException {
    place.delete(name);
  }

  @Override
  public List<String> list(String folder) throws IOException {
    return place.list(folder);
  }

  @Override
  public String text(String name) {
    return place.text(name);
  }

  @Override
  public void close() {
    place.close();
  }
}
