package dev.steward.store;

import static java.util.Objects.requireNonNull;

import dev.steward.core.error.LoadException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;

/** Downloads the parts of a model, several at a time, and puts them together in a folder. */
final class Assembly {

  /** More connections to one server are seldom faster, and soon unwelcome. */
  private static final int AT_ONCE = 4;

  private final String name;
  private final Parts parts;
  private final ModelCache cache;
  private final Bringing bringing;

  /**
   * @param name of the model, for messages
   */
  Assembly(String name, Parts parts, ModelCache cache, Bringing bringing) {
    this.name = name;
    this.parts = parts;
    this.cache = cache;
    this.bringing = bringing;
  }

  /** Fills a folder that is empty. */
  void fill(Path folder) throws LoadException, IOException, InterruptedException {
    bringing.progress().expects(parts.bytes());
    var layers = folder.resolve(".layers");
    bringAll(folder, layers);
    unpackAll(folder, layers);
    TarFiles.delete(layers);
    try (var files = Files.list(folder)) {
      if (files.findAny().isEmpty()) {
        throw Failed.corrupt(
            name, "it holds no files; an image has its model in the folder /models");
      }
    }
  }

  private void bringAll(Path folder, Path layers)
      throws LoadException, IOException, InterruptedException {
    var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory());
    try {
      var done = new ExecutorCompletionService<Path>(threads);
      for (var part : parts.parts()) {
        done.submit(bringing(part, folder, layers));
      }
      for (var _ : parts.parts()) {
        done.take().get();
      }
      bringing.progress().ended();
    } catch (ExecutionException e) {
      rethrow(requireNonNull(e.getCause(), "a task fails with what it threw"));
    } finally {
      threads.shutdownNow();
      threads.close();
    }
  }

  private Callable<Path> bringing(Parts.Part part, Path folder, Path layers) {
    return () ->
        switch (part) {
          case Parts.AsFile file -> bring(file, folder.resolve(file.path()));
          // A layer may be there twice.
          case Parts.Unpacked archive -> bring(archive, layers.resolve(archive.hex()));
        };
  }

  /**
   * Gives a part its place in the model while nobody can take it away.
   *
   * <p>What names the same bytes is brought once: the second finds what the first brought.
   */
  private Path bring(Parts.Part part, Path place)
      throws LoadException, IOException, InterruptedException {
    var blob = cache.blob(part.kind(), part.hex());
    try (var _ = FileLocks.exclusive(blob.resolveSibling(blob.getFileName() + ".lock"))) {
      if (Files.isRegularFile(blob)) {
        bringing.progress().had(Files.size(blob));
      } else {
        bringing.bring(part.wanted(), blob);
      }
      if (part instanceof Parts.AsFile file && file.gitHash().isPresent()) {
        verify(file, blob, file.gitHash().get());
      }
      try {
        ModelCache.link(blob, place);
      } catch (CacheException e) {
        if (!(e.getCause() instanceof FileAlreadyExistsException) || part instanceof Parts.AsFile) {
          throw e;
        }
      }
      return place;
    }
  }

  /** As {@code git hash-object} has it. */
  private static void verify(Parts.AsFile file, Path blob, String wanted)
      throws LoadException, IOException {
    MessageDigest sha;
    try {
      sha = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-1", e);
    }
    sha.update("blob %d\0".formatted(Files.size(blob)).getBytes(StandardCharsets.UTF_8));
    Digests.add(sha, blob, Long.MAX_VALUE);
    var found = HexFormat.of().formatHex(sha.digest());
    if (!found.equals(wanted)) {
      Files.delete(blob);
      throw Failed.forged(file.wanted().name(), "the git hash " + wanted, "the git hash " + found);
    }
  }

  private void unpackAll(Path folder, Path layers) throws LoadException, IOException {
    var tar = new TarFiles(folder, bringing.limits().bytes(), bringing::isOver);
    var archives = new ArrayList<Path>();
    for (var part : parts.parts()) {
      if (part instanceof Parts.Unpacked archive) {
        var blob = layers.resolve(archive.hex());
        archives.add(cache.blob(archive.kind(), archive.hex()));
        try {
          tar.unpack(blob, archive.packing(), archive.layout());
        } catch (CacheException e) {
          throw e;
        } catch (IOException | IllegalArgumentException e) {
          throw Failed.corrupt(
              "%s of %s".formatted(archive.digest().text(), name),
              e instanceof RefusedException refused
                  ? refused.problem()
                  : "it is no archive that can be read: " + e.getMessage());
        }
      }
    }
    // What was in them is in the model's folder.
    for (var archive : archives) {
      Files.deleteIfExists(archive);
    }
  }

  private static void rethrow(Throwable e) throws LoadException, IOException, InterruptedException {
    switch (e) {
      case LoadException failure -> throw failure;
      case IOException fault -> throw fault;
      case InterruptedException interrupt -> throw interrupt;
      case RuntimeException bug -> throw bug;
      case Error error -> throw error;
      default -> throw new IllegalStateException(e);
    }
  }

  /** Where the whole model lies in one folder of its folder, it is that one. */
  static Path innermost(Path folder) throws IOException {
    var at = folder;
    while (true) {
      try (var entries = Files.list(at)) {
        var first = entries.limit(2).toList();
        if (first.size() != 1 || !Files.isDirectory(first.getFirst())) {
          return at;
        }
        at = first.getFirst();
      }
    }
  }
}
