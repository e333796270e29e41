package dev.steward.runtime.repository;

import static dev.steward.runtime.http.OpenInference.unknown;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models that lie in a folder. What was read of it counts for {@link #FRESH}; so folders that
 * come, change or go are seen by then, and requests hardly ever wait for the disk.
 *
 * <p>For several threads.
 */
final class Catalog {

  private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);

  /** Models that a repository may have. */
  static final int MOST_MODELS = 10_000;

  static final Duration FRESH = Duration.ofSeconds(2);

  /** Of all time, listing the whole repository takes at most one part of so many. */
  private static final int SHARE = 10;

  /** As {@code spec.model.name}, for it stands in paths. */
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,126}[A-Za-z0-9])?");

  private static final String FIELD = "spec.model.uri";

  private final Path root;
  private final ModelSettings defaults;
  private final LongSupplier nanos;
  private final ConcurrentMap<String, Read> read = new ConcurrentHashMap<>();
  private final ReentrantLock listing = new ReentrantLock();
  private Listed listed = new Listed(Outcome.done(List.of()), 0);
  private boolean neverListed = true;

  /**
   * A folder as it was at a time.
   *
   * @param until when it counts, by the clock of nanoseconds
   */
  private record Read(ModelFolder folder, long until) {}

  private record Listed(Outcome<List<ModelFolder>> folders, long until) {}

  private Catalog(Path root, ModelSettings defaults, LongSupplier nanos) {
    this.root = root;
    this.defaults = defaults;
    this.nanos = nanos;
  }

  /**
   * Reads a repository for the first time.
   *
   * @param defaults what holds where a model's settings say nothing
   * @param nanos a clock, such as {@link System#nanoTime}
   * @throws LoadException when the folder is none, can't be read or has too many models
   */
  static Catalog open(Path root, ModelSettings defaults, LongSupplier nanos) throws LoadException {
    if (!Files.isDirectory(root)) {
      throw new LoadException(
          ErrorCode.MODEL_MISSING,
          FIELD,
          "it leads to a file, and spec.model.repository asks for a folder with a folder for each"
              + " model",
          "name the folder, or remove spec.model.repository");
    }
    var catalog = new Catalog(root, defaults, nanos);
    return switch (catalog.all()) {
      case Outcome.Done<List<ModelFolder>>(var folders) -> {
        LOG.info("the repository has {} models", folders.size());
        yield catalog;
      }
      case Outcome.Refused<List<ModelFolder>>(var refusal) ->
          throw new LoadException(
              ErrorCode.MODEL_MISSING,
              FIELD,
              refusal.message(),
              "make it readable for everyone or for group 65532, with at most %d models"
                  .formatted(MOST_MODELS));
    };
  }

  /** Whether no model was here when it was looked at last. */
  boolean isEmpty() {
    return read.isEmpty();
  }

  /** All folders of models, by name. */
  Outcome<List<ModelFolder>> all() {
    listing.lock();
    try {
      long now = nanos.getAsLong();
      if (neverListed || now - listed.until >= 0) {
        var folders = list();
        long took = nanos.getAsLong() - now;
        neverListed = false;
        listed = new Listed(folders, nanos.getAsLong() + Math.max(FRESH.toNanos(), SHARE * took));
      }
      return listed.folders;
    } finally {
      listing.unlock();
    }
  }

  private Outcome<List<ModelFolder>> list() {
    var folders = new ArrayList<ModelFolder>();
    try (var all = Files.newDirectoryStream(root)) {
      for (var folder : all) {
        if (!NAME.matcher(String.valueOf(folder.getFileName())).matches()) {
          continue;
        }
        var model = ModelFolder.read(folder, defaults);
        if (model.isPresent() && folders.size() == MOST_MODELS) {
          return Outcome.refused(
              Refusal.of(
                  ErrorCode.NO_REPLICA, "the repository has more than " + MOST_MODELS + " models"));
        }
        model.ifPresent(folders::add);
      }
    } catch (IOException | DirectoryIteratorException e) {
      return unreadable(e);
    }
    folders.sort(Comparator.comparing(ModelFolder::name));
    long until = nanos.getAsLong() + FRESH.toNanos();
    read.clear();
    folders.forEach(folder -> read.put(folder.name(), new Read(folder, until)));
    return Outcome.done(List.copyOf(folders));
  }

  private static <T> Outcome<T> unreadable(Exception e) {
    LOG.warn("the repository can't be read: {}", e.toString());
    return Outcome.refused(
        Refusal.of(ErrorCode.NO_REPLICA, "the repository can't be read at this moment"));
  }

  /** The model of that name, if it is here and can be used. */
  Outcome<ModelFolder.Model> find(String name) {
    return folder(name)
        .then(folder ->
            switch (folder) {
              case ModelFolder.Model model -> Outcome.done(model);
              case ModelFolder.Broken broken -> Outcome.refused(broken.why());
            });
  }

  /** The folder of that name. */
  Outcome<ModelFolder> folder(String name) {
    var known = read.get(name);
    if (known != null && nanos.getAsLong() - known.until < 0) {
      return Outcome.done(known.folder);
    }
    if (!NAME.matcher(name).matches()) {
      return missing(name);
    }
    Optional<ModelFolder> found;
    try {
      found = ModelFolder.read(root.resolve(name), defaults);
    } catch (IOException | DirectoryIteratorException e) {
      return known == null ? unreadable(e) : Outcome.done(known.folder);
    }
    if (found.isEmpty()) {
      read.remove(name);
      return missing(name);
    }
    if (known != null || read.size() < MOST_MODELS) {
      read.put(name, new Read(found.get(), nanos.getAsLong() + FRESH.toNanos()));
    }
    return Outcome.done(found.get());
  }

  private static <T> Outcome<T> missing(String name) {
    var shown = name.length() <= 128 ? name : name.substring(0, 127) + "…";
    return Outcome.refused(unknown("model", shown, "one that POST /v2/repository/index lists"));
  }
}
