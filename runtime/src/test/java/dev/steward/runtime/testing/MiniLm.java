package dev.steward.runtime.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** MiniLM-L6-v2 as the build has unpacked it. */
public final class MiniLm {

  private static final Path UNPACKED = Path.of("target", "models").toAbsolutePath();

  private MiniLm() {}

  /** The graph. */
  public static Path graph() {
    return UNPACKED.resolve("all-minilm-l6-v2.onnx");
  }

  /** The graph of {@code minilm}, or of {@code minilm-q}, which is quantised to 8 bits. */
  public static Path graph(String name) {
    return switch (name) {
      case "minilm" -> graph();
      case "minilm-q" -> UNPACKED.resolve("all-minilm-l6-v2-q.onnx");
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** The tokenizer. */
  public static Path tokenizer() {
    return UNPACKED.resolve("all-minilm-l6-v2-tokenizer.json");
  }

  /** Makes {@code folder} a model's folder. */
  public static Path in(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.createSymbolicLink(folder.resolve("model.onnx"), graph());
      Files.createSymbolicLink(folder.resolve("tokenizer.json"), tokenizer());
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
