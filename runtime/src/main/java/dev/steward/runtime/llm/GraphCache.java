package dev.steward.runtime.llm;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.runtime.engine.DecoderGraphs;
import dev.steward.runtime.gguf.GgufTensors;
import dev.steward.runtime.kept.KeptModels;
import dev.steward.runtime.llm.Projections.Inputs;
import dev.steward.store.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Graphs made of models' files, kept in a folder by the digest of the file or folder. */
public final class GraphCache {

  /** Part of each key: graphs that are made in another way have another. */
  private static final String FORM = "6";

  /** The file with the graph that reads prompts. */
  private static final String READING = "reading.onnx";

  /** Graphs kept; a pod has one, a developer's machine a few. */
  private static final int KEPT = 4;

  private final KeptModels kept;

  public GraphCache(Path folder) {
    kept = new KeptModels(folder, "llm-", KEPT);
  }

  /**
   * The graphs of a model, made if they aren't there.
   *
   * @param path of the file or folder with {@code weights}
   * @param positions that a sequence may have
   * @throws LoadException when the weights are no such decoder, or the graph can't be written
   */
  public DecoderGraphs graphs(Path path, GgufTensors weights, LlamaConfig config, int positions)
      throws LoadException {
    try {
      var digest = Digests.of(path).hex().substring(0, 32);
      var writing =
          kept.graph(
              "%s-%s-%d".formatted(FORM, digest, positions),
              into -> make(weights, config, positions, into));
      return new DecoderGraphs(
          writing, Optional.of(writing.resolveSibling(READING)).filter(Files::isRegularFile));
    } catch (IOException e) {
      throw new LoadException(
          ErrorCode.DISK_FULL,
          "spec.runtime.resources",
          "the model's graph can't be written to the cache: " + e.getMessage(),
          "give the cache twice as much room as the model's file has");
    }
  }

  private static void make(GgufTensors weights, LlamaConfig config, int positions, Path into)
      throws IOException, LoadException {
    try (var written = new WeightFile(into.resolve(KeptModels.WEIGHTS))) {
      write(
          into.resolve(KeptModels.MODEL), weights, config, written, positions, Inputs.FIFTEEN_BITS);
      if (LlamaGraph.readsFaster(weights)) {
        write(into.resolve(READING), weights, config, written, positions, Inputs.FLOATS);
      }
    }
  }

  private static void write(
      Path graph,
      GgufTensors weights,
      LlamaConfig config,
      WeightFile written,
      int positions,
      Inputs inputs)
      throws IOException, LoadException {
    Files.write(
        graph, LlamaGraph.write(weights, config, KeptModels.WEIGHTS, written, positions, inputs));
  }
}
