package dev.steward.runtime.load;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.runtime.engine.ModelFormat;
import dev.steward.runtime.safetensors.SafetensorsFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files of a model: the one with the graph, and the folder where what belongs to it lies.
 *
 * @param graph its file
 * @param format how it is kept, by its name
 */
record ModelFiles(Path graph, ModelFormat format) {

  private static final List<String> TORCH = List.of(".pt", ".torchscript");

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

  /**
   * A file stands for itself; of a folder it is {@code model.onnx}, or its only {@code *.onnx},
   * else {@code model.pt}, or its only {@code *.pt} or {@code *.torchscript}.
   */
  static ModelFiles in(Path path) throws LoadException {
    if (!Files.isDirectory(path)) {
      return new ModelFiles(path, format(path));
    }
    for (var format : ModelFormat.values()) {
      var found = ofFormat(path, format);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw missing("no", ModelFormat.ONNX);
  }

  /** The same where only a graph of ONNX will do, since it is taken apart. */
  static ModelFiles onnx(Path path) throws LoadException {
    var files = in(path);
    if (files.format != ModelFormat.ONNX) {
      throw new LoadException(
          ErrorCode.MODEL_UNSUITABLE,
          "spec.model.uri",
          "%s is %s, of which the layers can't be told"
              .formatted(files.graph.getFileName(), files.format.text()),
          "export it to ONNX, or use spec.sharding.strategy: None and a number for"
              + " spec.accelerator.count");
    }
    return files;
  }

  private static Optional<ModelFiles> ofFormat(Path folder, ModelFormat format)
      throws LoadException {
    var endings = endings(format);
    var usual = folder.resolve("model" + endings.getFirst());
    if (Files.isRegularFile(usual)) {
      return Optional.of(new ModelFiles(usual, format));
    }
    var graphs = ending(folder, endings);
    if (graphs.size() > 1) {
      throw missing("several", format);
    }
    return graphs.stream().findFirst().map(graph -> new ModelFiles(graph, format));
  }

  private static ModelFormat format(Path file) {
    var name = file.toString();
    return TORCH.stream().anyMatch(name::endsWith) ? ModelFormat.TORCH_SCRIPT : ModelFormat.ONNX;
  }

  /** The usual one first. */
  private static List<String> endings(ModelFormat format) {
    return switch (format) {
      case ONNX -> List.of(".onnx");
      case TORCH_SCRIPT -> TORCH;
    };
  }

  private static LoadException missing(String how, ModelFormat format) {
    var endings = endings(format);
    return new LoadException(
        ErrorCode.MODEL_MISSING,
        "spec.model.uri",
        "the folder has %s %s files".formatted(how, String.join(" or ", endings)),
        "name the file in the address, or call it model" + endings.getFirst());
  }

  /**
   * A GGUF file stands for itself; of a folder it is its only {@code *.gguf}, or the folder itself
   * where it has weights in safetensors.
   */
  static Path writing(Path path) throws LoadException {
    if (!Files.isDirectory(path)) {
      return path;
    }
    var files = ending(path, List.of(".gguf"));
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

  private static List<Path> ending(Path folder, List<String> endings) throws LoadException {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> endings.stream().anyMatch(file.toString()::endsWith))
          .limit(2)
          .toList();
    } catch (IOException e) {
      throw new LoadException(
          ErrorCode.MODEL_MISSING,
          "spec.model.uri",
          "the folder can't be listed: " + e.getMessage(),
          "make it readable for everyone, or for group 65532");
    }
  }
}
