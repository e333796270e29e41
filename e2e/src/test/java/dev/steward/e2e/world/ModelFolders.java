package dev.steward.e2e.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;

/** The folder that becomes the tenants' volume: the real models, and some that can't be served. */
final class ModelFolders {

  private ModelFolders() {}

  /**
   * Makes it: {@code minilm}, {@code minilm-q}, {@code ocr} and {@code llm} as they are, {@code
   * corrupt} with garbage where the model should be, {@code truncated} with the first half of one,
   * {@code wordless} without the tokenizer that texts need.
   */
  static Path prepare(Path prepared) {
    try {
      var folder = Files.createTempDirectory("steward-e2e-models");
      link(prepared, "minilm", "model.onnx", folder);
      link(prepared, "minilm-q", "model.onnx", folder);
      link(prepared, "ocr", "recognition.onnx", folder);
      link(prepared, "llm", "model.gguf", folder);
      var tokenizer = prepared.resolve("minilm-q/tokenizer.json");
      var corrupt = Files.createDirectory(folder.resolve("corrupt"));
      Files.writeString(corrupt.resolve("model.onnx"), "this is no model\n".repeat(100));
      Files.copy(tokenizer, corrupt.resolve("tokenizer.json"));
      var truncated = Files.createDirectory(folder.resolve("truncated"));
      var whole = Files.readAllBytes(prepared.resolve("minilm-q/model.onnx"));
      Files.write(truncated.resolve("model.onnx"), Arrays.copyOf(whole, whole.length / 2));
      Files.copy(tokenizer, truncated.resolve("tokenizer.json"));
      var wordless = Files.createDirectory(folder.resolve("wordless"));
      Files.write(wordless.resolve("model.onnx"), whole);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void link(Path prepared, String model, String file, Path folder)
      throws IOException {
    var source = prepared.resolve(model).toAbsolutePath();
    if (!Files.isRegularFile(source.resolve(file))) {
      throw new IllegalStateException(
          "%s has no %s: run ./dev/models, which fetches it".formatted(source, file));
    }
    Files.createSymbolicLink(folder.resolve(model), source);
  }

  static void remove(Path folder) {
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
