package dev.steward.runtime.kept;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Models made of others, each in a folder of its own: a graph, and its weights beside it. Several
 * processes may make the same one at once; who comes second finds it there. Of those that weren't
 * used for longest only some are kept.
 */
public final class KeptModels {

  /** The file with the graph. */
  public static final String MODEL = "model.onnx";

  /** The file with what isn't in the graph; it may be absent. */
  public static final String WEIGHTS = "weights.bin";

  private final Path folder;
  private final String prefix;
  private final int most;

  /**
   * @param folder where they lie; made if it isn't there
   * @param prefix of the names of all that are counted
   * @param most that are kept, at least 1
   */
  public KeptModels(Path folder, String prefix, int most) {
    this.folder = folder;
    this.prefix = prefix;
    this.most = most;
  }

  /**
   * Makes a model.
   *
   * @param <E> why it can't be made
   */
  @FunctionalInterface
  public interface Making<E extends Exception> {
    /** Writes the files into an empty folder. */
    void make(Path into) throws IOException, E;
  }

  /**
   * The graph of a model, made if it isn't there.
   *
   * @param key all that makes it differ from others, after the prefix
   * @throws IOException when it can't be written
   */
  public <E extends Exception> Path graph(String key, Making<E> making) throws IOException, E {
    var kept = folder.resolve(prefix + key);
    if (!Files.isRegularFile(kept.resolve(MODEL))) {
      make(kept, making);
    }
    Files.setLastModifiedTime(kept, FileTime.from(Instant.now()));
    forgetOldest(kept);
    return kept.resolve(MODEL);
  }

  private <E extends Exception> void make(Path kept, Making<E> making) throws IOException, E {
    Files.createDirectories(folder);
    var part = Files.createTempDirectory(folder, ".making");
    try {
      making.make(part);
      move(part, kept);
    } finally {
      delete(part);
    }
  }

  /** Another process may have made it meanwhile: then its folder stays. */
  private static void move(Path part, Path kept) throws IOException {
    try {
      Files.move(part, kept, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.isRegularFile(kept.resolve(MODEL))) {
        throw e;
      }
    }
  }

  private void forgetOldest(Path current) throws IOException {
    List<Path> old;
    try (Stream<Path> all = Files.list(folder)) {
      old =
          all.filter(each -> each.getFileName().toString().startsWith(prefix))
              .filter(each -> !each.equals(current))
              .map(each -> new Kept(each, used(each)))
              .sorted(Comparator.comparing(Kept::used).reversed())
              .skip(most - 1L)
              .map(Kept::model)
              .toList();
    }
    for (var each : old) {
      forget(each);
    }
  }

  /**
   * The time is read once: while it is compared another process may use the model, or forget it.
   */
  private record Kept(Path model, FileTime used) {}

  private static void forget(Path model) throws IOException {
    try {
      delete(model);
    } catch (NoSuchFileException | DirectoryNotEmptyException e) {
      // Another process forgets it too, or has just made it anew.
    }
  }

  private static FileTime used(Path model) {
    try {
      return Files.getLastModifiedTime(model);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  private static void delete(Path model) throws IOException {
    if (Files.isDirectory(model)) {
      try (Stream<Path> files = Files.list(model)) {
        for (var file : (Iterable<Path>) files::iterator) {
          Files.deleteIfExists(file);
        }
      }
    }
    Files.deleteIfExists(model);
  }
}
