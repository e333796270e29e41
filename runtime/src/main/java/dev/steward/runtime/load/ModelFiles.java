package dev.steward.runtime.load;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.runtime.safetensors.SafetensorsFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of a model: the one with the graph, and the folder where what belongs to it lies.
 *
 * @param graph the ONNX file
 */
record ModelFiles(Path graph) {

  /** Where the tokenizer and settings lie. */
  Path folder() {
    return graph.resolveSibling("");
  }

  /**
   * Whether the graph with all that lies beside it, its weights among that, has at most so many
   * bytes; false also where that can't be told.
   */
  boolean fitIn(long bytes) {
    try (var files = Files.list(folder())) {
      long left = bytes;
      for (var file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        left -= Files.size(file);
      }
      return left >= 0;
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  /** A file stands for itself; of a folder it is {@code model.onnx}, or its only {@code *.onnx}. */
  static ModelFiles in(Path path) throws LoadException {
    if (!Files.isDirectory(path)) {
      return new ModelFiles(path);
    }
    var usual = path.resolve("model.onnx");
    if (Files.isRegularFile(usual)) {
      return new ModelFiles(usual);
    }
    var graphs = ending(path, ".onnx");
    if (graphs.size() == 1) {
      return new ModelFiles(graphs.getFirst());
    }
    throw new LoadException(
        ErrorCode.MODEL_MISSING,
        "spec.model.uri",
        "the folder has " + (graphs.isEmpty() ? "no" : "several") + " .onnx files",
        "name the file in the address, or call it model.onnx");
  }

  /**
   * A GGUF file stands for itself; of a folder it is its only {@code *.gguf}, or the folder itself
   * where it has weights in safetensors.
   */
  static Path writing(Path path) throws LoadException {
    if (!Files.isDirectory(path)) {
      return path;
    }
    var files = ending(path, ".gguf");
    if (files.size() == 1) {
      return files.getFirst();
    }
    if (files.isEmpty() && SafetensorsFolder.isOne(path)) {
      return path;
    }
    throw new LoadException(
        ErrorCode.MODEL_MISSING,
        "spec.model.uri",
        files.isEmpty()
            ? "the folder has neither a .gguf file nor " + SafetensorsFolder.WHOLE
            : "the folder has several .gguf files",
        "name a GGUF file in the address, or a folder as transformers saves models");
  }

  private static List<Path> ending(Path folder, String ending) throws LoadException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).limit(2).toList();
    } catch (IOException e) {
      throw new LoadException(
          ErrorCode.MODEL_MISSING,
          "spec.model.uri",
          "the folder can't be listed: " + e.getMessage(),
          "make it readable for everyone, or for group 65532");
    }
  }
}
