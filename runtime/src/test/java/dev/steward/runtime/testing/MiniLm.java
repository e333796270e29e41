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
