package dev.steward.runtime.repository;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A folder of a repository that stands for a model. */
sealed interface ModelFolder {

  /** Entries of a folder that are looked at; more aren't those of a model. */
  int MOST_ENTRIES = 1000;

  /** The model's name, which is the folder's. */
  String name();

  /** When something was put into it or taken away last. */
  Instant since();

  /**
   * A model.
   *
   * @param versions the folder of each, at least one
   */
  record Model(
      String name, Instant since, ModelSettings settings, NavigableMap<Long, Path> versions)
      implements ModelFolder {}

  /**
   * A folder that can't be used.
   *
   * @param why for the repository's owner
   */
  record Broken(String name, Instant since, Refusal why) implements ModelFolder {}

  /**
   * Reads a folder; empty: it is none, or has nothing in it.
   *
   * @param defaults what holds where the model's settings say nothing
   * @throws IOException when it can't be listed
   */
  static Optional<ModelFolder> read(Path folder, ModelSettings defaults) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    var name = String.valueOf(folder.getFileName());
    try {
      var since = Files.getLastModifiedTime(folder).toInstant();
      var versions = versions(folder);
      if (versions.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          switch (ModelSettings.in(folder, defaults)) {
            case Outcome.Done<ModelSettings>(var settings) ->
                new Model(name, since, settings, versions);
            case Outcome.Refused<ModelSettings>(var refusal) ->
                new Broken(name, since, named(name, refusal));
          });
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Refusal named(String name, Refusal refusal) {
    return Refusal.of(
        ErrorCode.INVALID_CONFIG,
        "%s of model \"%s\": %s".formatted(ModelSettings.FILE, name, refusal.message()));
  }

  /** Folders called by a number; where there are none, the folder itself is version 1. */
  private static NavigableMap<Long, Path> versions(Path folder) throws IOException {
    var versions = new TreeMap<Long, Path>();
    boolean files = false;
    for (var entry : entries(folder)) {
      var name = String.valueOf(entry.getFileName());
      if (Files.isDirectory(entry)) {
        version(name).ifPresent(version -> versions.put(version, entry));
      } else {
        files |= !name.equals(ModelSettings.FILE);
      }
    }
    if (versions.isEmpty() && files) {
      versions.put(1L, folder);
    }
    return versions;
  }

  private static List<Path> entries(Path folder) throws IOException {
    var entries = new ArrayList<Path>();
    try (var all = Files.newDirectoryStream(folder)) {
      for (var entry : all) {
        if (entries.size() == MOST_ENTRIES) {
          break;
        }
        entries.add(entry);
      }
    }
    return entries;
  }

  /** The version that a text stands for; none has a leading zero. */
  static Optional<Long> version(String text) {
    return text.matches("[1-9][0-9]{0,17}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }
}
