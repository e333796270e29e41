package dev.steward.runtime.cut;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.model.Digest;
import dev.steward.core.shard.Cut;
import dev.steward.runtime.inspect.InspectedModel;
import dev.steward.runtime.kept.KeptModels;
import dev.steward.runtime.onnx.BrokenModelException;
import dev.steward.runtime.onnx.GraphWriter;
import dev.steward.runtime.onnx.OnnxGraph.External;
import dev.steward.runtime.onnx.OnnxGraph.Weight;
import dev.steward.runtime.onnx.Slice;
import dev.steward.store.Digests;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Makes the files of stages and keeps them in a folder. */
public final class StageFiles {

  /** Part of each key: stages that are made in another way have another. */
  private static final String FORM = "1";

  /** Stages kept; a pod has one, a developer's machine a few. */
  private static final int KEPT = 16;

  /** External weights begin at multiples of it, so that they can be mapped. */
  private static final int ALIGNMENT = 4096;

  private final KeptModels kept;

  public StageFiles(Path folder) {
    kept = new KeptModels(folder, "stage-", KEPT);
  }

  /**
   * The file of one stage, made if it isn't there.
   *
   * @param digest of the model's file
   * @throws LoadException when it can't be written, or the model changes meanwhile
   */
  public Path file(InspectedModel model, Digest digest, Cut cut, int stage) throws LoadException {
    try {
      var graph = StageGraph.of(model, cut, stage);
      return kept.graph(
          key(graph, digest, cut, stage), into -> make(model, graph, into, "stage-" + stage));
    } catch (BrokenModelException e) {
      throw new LoadException(
          ErrorCode.MODEL_CORRUPT, "spec.model.uri", String.valueOf(e.getMessage()), "check it");
    } catch (IOException e) {
      throw new LoadException(
          ErrorCode.DISK_FULL,
          "spec.runtime.resources",
          "the stage's part of the model can't be written to the cache: " + e.getMessage(),
          "give the cache more room");
    }
  }

  private static String key(StageGraph graph, Digest digest, Cut cut, int stage)
      throws IOException {
    try {
      var key = MessageDigest.getInstance("SHA-256");
      var text = new StringBuilder(FORM).append('\n').append(digest.hex());
      text.append('\n').append(cut.layers()).append(cut.starts()).append(stage);
      // Values outside the file aren't in its digest, and may be too many to be read for a name.
      for (var file : externals(graph).stream().map(External::file).distinct().sorted().toList()) {
        text.append('\n').append(file).append(' ').append(Files.size(file));
        text.append(' ').append(Files.getLastModifiedTime(file).toMillis());
      }
      key.update(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(key.digest()).substring(0, 32);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static List<External> externals(StageGraph graph) {
    return graph.constants().weights().stream()
        .flatMap(weight -> weight.external().stream())
        .toList();
  }

  private static void make(InspectedModel model, StageGraph graph, Path into, String name)
      throws IOException {
    var writer = graph.writer(model, name);
    addWeights(writer, graph.constants().weights(), into.resolve(KeptModels.WEIGHTS));
    if (writer.length() > Integer.MAX_VALUE) {
      throw new BrokenModelException("one stage has more than 2 GiB; use more stages");
    }
    try (var out =
        FileChannel.open(
            into.resolve(KeptModels.MODEL), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      writer.write(out);
    }
  }

  private static void addWeights(GraphWriter writer, List<Weight> weights, Path file)
      throws IOException {
    var outside = new ArrayList<Weight>();
    for (var weight : weights) {
      if (weight.external().isPresent()) {
        outside.add(weight);
      } else {
        writer.weight(weight);
      }
    }
    if (outside.isEmpty()) {
      return;
    }
    try (var out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (var weight : outside) {
        long offset = (out.position() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        out.position(offset);
        var values = weight.external().orElseThrow();
        GraphWriter.append(values.file(), values.values(), out);
        writer.externalWeight(
            weight, KeptModels.WEIGHTS, new Slice(offset, values.values().length()));
      }
    }
  }

  /** The digest by which a model's file is known among stages. */
  public static Digest digest(InspectedModel model) throws LoadException {
    try {
      return Digests.of(model.graph().file());
    } catch (IOException e) {
      throw new LoadException(
          ErrorCode.MODEL_CORRUPT,
          "spec.model.uri",
          "the model can't be read to its end: " + e.getMessage(),
          "check the volume and the file's permissions");
    }
  }
}
