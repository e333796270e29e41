package dev.steward.store;

import dev.steward.core.error.LoadException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Models as folders, put together of what was downloaded, on a volume that many processes may
 * share.
 *
 * <pre>
 * sha256/HEX, version/HEX      what was downloaded, whole and verified; .part what isn't yet
 * models/KEY/                  a whole model: its files are the same ones (hard links), and its time
 *                              is when it was used last
 * models/KEY.partial/          one that is being put together
 * models/KEY.pull              locked by who puts it together, or takes it away
 * models/KEY.used              locked, together with others, by each process that uses it
 * models/KEY.reserved          how many bytes who puts it together will need
 * </pre>
 *
 * <p>Everything gets its name when it is whole, and every lock is the kernel's, which opens it when
 * its process ends. So a process that is killed at any moment leaves nothing that looks whole and
 * nothing that is locked; the next one goes on with its downloads. Files of locks are empty and
 * stay.
 */
final class ModelCache {

  private final Path root;
  private final Room room;
  private final InstantSource clock;

  ModelCache(Path root, long mostBytes, InstantSource clock) {
    this.root = root;
    this.room = new Room(root, mostBytes);
    this.clock = clock;
  }

  /** Puts a model together. */
  interface Filling {
    /**
     * Puts the model's files into a folder.
     *
     * @param folder exists and is empty
     */
    void fill(Path folder) throws LoadException, IOException, InterruptedException;
  }

  /** The model of that key if it is whole; this process uses it until it ends. */
  Optional<Path> find(String key) throws IOException, InterruptedException {
    try (var _ = FileLocks.exclusive(beside(key, ".pull"))) {
      return used(key);
    }
  }

  /**
   * The model of that key, put together unless it is there; this process uses it until it ends. Who
   * comes while another process puts it together waits for that.
   *
   * @param bytes that it needs while it is put together
   */
  Path open(String key, long bytes, Filling filling)
      throws LoadException, IOException, InterruptedException {
    try (var _ = FileLocks.exclusive(beside(key, ".pull"))) {
      var there = used(key);
      if (there.isPresent()) {
        return there.get();
      }
      var partial = beside(key, ".partial");
      TarFiles.delete(partial);
      room.reserve(beside(key, ".reserved"), bytes);
      try {
        Files.createDirectories(partial);
        filling.fill(partial);
        Files.move(partial, model(key), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        TarFiles.delete(partial);
        Files.deleteIfExists(beside(key, ".reserved"));
      }
      return used(key).orElseThrow(() -> new IOException(model(key) + " is gone"));
    } finally {
      room.trim();
    }
  }

  private Optional<Path> used(String key) throws IOException {
    var model = model(key);
    if (!Files.isDirectory(model)) {
      return Optional.empty();
    }
    FileLocks.use(beside(key, ".used"));
    // Not the lock's own file: Java would open and close it, which opens the lock.
    Files.setLastModifiedTime(model, FileTime.from(clock.instant()));
    return Optional.of(model);
  }

  private Path model(String key) {
    return root.resolve("models").resolve(key);
  }

  private Path beside(String key, String ending) {
    return root.resolve("models").resolve(key + ending);
  }

  /** Where something that is downloaded lies once it is whole. */
  Path blob(String kind, String hex) throws IOException {
    return Files.createDirectories(root.resolve(kind)).resolve(hex);
  }

  /** The same file by another name, or where the volume has no such thing, another file like it. */
  static void link(Path file, Path name) throws IOException {
    try {
      Files.createDirectories(name.resolveSibling(""));
      try {
        Files.createLink(name, file);
      } catch (FileAlreadyExistsException e) {
        throw e;
      } catch (IOException | UnsupportedOperationException e) {
        Files.copy(file, name);
      }
    } catch (IOException e) {
      throw new CacheException(name, e);
    }
  }
}
