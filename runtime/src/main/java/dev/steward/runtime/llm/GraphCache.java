package dev.steward.runtime.llm;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.model.Digest;
import dev.steward.runtime.gguf.GgufFile;
import dev.steward.store.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Graphs made of GGUF files, kept in a folder by the file's digest. */
public final class GraphCache {

  private static final String MODEL = "model.onnx";
  private static final String WEIGHTS = "weights.bin";

  /** Part of each key: graphs that are made in another way have another. */
  private static final String FORM = "2";

  /** Graphs kept; a pod has one, a developer's machine a few. */
  private static final int KEPT = 4;

  private final Path folder;

  public GraphCache(Path folder) {
    this.folder = folder;
  }

  /**
   * The graph of a file, made if it isn't there.
   *
   * @param path of {@code file}
   * @param positions that a sequence may have
   * @throws LoadException when the file has no such decoder, or the graph can't be written
   */
  public Path graph(Path path, GgufFile file, LlamaConfig config, int positions)
      throws LoadException {
    try {
      var kept = folder.resolve(key(Digests.of(path), positions));
      if (!Files.isRegularFile(kept.resolve(MODEL))) {
        make(file, config, positions, kept);
      }
      Files.setLastModifiedTime(kept, FileTime.from(Instant.now()));
      forgetOldest(kept);
      return kept.resolve(MODEL);
    } catch (IOException e) {
      throw new LoadException(
          ErrorCode.DISK_FULL,
          "spec.runtime.resources",
          "the model's graph can't be written to the cache: " + e.getMessage(),
          "give the cache as much room as the model's file has, and half of that again");
    }
  }

  private static String key(Digest digest, int positions) {
    return "llm-%s-%s-%d".formatted(FORM, digest.hex().substring(0, 32), positions);
  }

  private void make(GgufFile file, LlamaConfig config, int positions, Path kept)
      throws IOException, LoadException {
    Files.createDirectories(folder);
    var part = Files.createTempDirectory(folder, ".making");
    try {
      try (var weights = new WeightFile(part.resolve(WEIGHTS))) {
        Files.write(
            part.resolve(MODEL), LlamaGraph.write(file, config, WEIGHTS, weights, positions));
      }
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
          all.filter(each -> each.getFileName().toString().startsWith("llm-"))
              .filter(each -> !each.equals(current))
              .sorted(Comparator.comparing(GraphCache::used).reversed())
              .skip(KEPT - 1)
              .toList();
    }
    for (var each : old) {
      delete(each);
    }
  }

  private static FileTime used(Path graph) {
    try {
      return Files.getLastModifiedTime(graph);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  private static void delete(Path graph) throws IOException {
    Files.deleteIfExists(graph.resolve(MODEL));
    Files.deleteIfExists(graph.resolve(WEIGHTS));
    Files.deleteIfExists(graph);
  }
}
