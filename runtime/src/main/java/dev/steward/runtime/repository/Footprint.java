package dev.steward.runtime.repository;

import dev.steward.core.measure.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * What a model's files take on disk, and which files they are.
 *
 * @param files bytes of all of them
 * @param newest when the one was written that was written last, in milliseconds since 1970
 */
record Footprint(long files, long newest) {

  /** What a model takes besides its weights: a session of the engine, buffers, its signature. */
  static final long OVERHEAD = 512 << 10;

  /** While it is loaded a model is there as its file and as what the engine makes of it. */
  private static final int COPIES = 2;

  private static final int DEPTH = 4;
  private static final int MOST_FILES = 10_000;

  /**
   * Looks at the files of a folder and of those in it.
   *
   * @throws IOException when they can't be listed
   */
  static Footprint of(Path folder) throws IOException {
    try (var files =
        Files.find(
            folder, DEPTH, (path, facts) -> facts.isRegularFile(), FileVisitOption.FOLLOW_LINKS)) {
      long bytes = 0;
      long newest = 0;
      for (var file : (Iterable<Path>) files.limit(MOST_FILES)::iterator) {
        var facts = Files.readAttributes(file, BasicFileAttributes.class);
        bytes += facts.size();
        newest = Math.max(newest, facts.lastModifiedTime().toMillis());
      }
      return new Footprint(bytes, newest);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * What the model counts for when it is loaded.
   *
   * @param stated what its settings say
   */
  Bytes memory(Optional<Bytes> stated) {
    return stated.orElseGet(() -> new Bytes(COPIES * files + OVERHEAD));
  }
}
