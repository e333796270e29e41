package dev.steward.runtime.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** SmolLM2-135M-Instruct as {@code ./dev/models} lays it out. */
public final class SmolLm {

  private static final Path PREPARED = Path.of("..", ".state", "models", "llm").toAbsolutePath();

  private SmolLm() {}

  /** The folder with it. */
  public static Path folder() {
    return file().resolveSibling("");
  }

  /** The GGUF file. */
  public static Path file() {
    var file = PREPARED.resolve("model.gguf");
    if (!Files.isRegularFile(file)) {
      throw new IllegalStateException(
          PREPARED.normalize() + " has no model: run ./dev/models llm, which fetches it");
    }
    return file;
  }
}
