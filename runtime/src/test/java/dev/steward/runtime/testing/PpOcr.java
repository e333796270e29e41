package dev.steward.runtime.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** PP-OCR's models as {@code ./dev/models} lays them out, and images whose text is known. */
public final class PpOcr {

  private static final Path PREPARED = Path.of("..", ".state", "models", "ocr").toAbsolutePath();

  private PpOcr() {}

  /** The folder with the models. */
  public static Path folder() {
    if (!Files.isRegularFile(PREPARED.resolve("characters.txt"))) {
      throw new IllegalStateException(
          PREPARED.normalize() + " has no models: run ./dev/models ocr, which fetches them");
    }
    return PREPARED;
  }

  /** A folder of one's own with some of the files. */
  public static Path in(Path folder, String... files) {
    try {
      Files.createDirectories(folder);
      for (var file : files) {
        Files.createSymbolicLink(folder.resolve(file), folder().resolve(file));
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An image of the tests' resources: {@code letter.png}. */
  public static byte[] image(String name) {
    try (var stream = PpOcr.class.getResourceAsStream("/ocr/" + name)) {
      if (stream == null) {
        throw new IllegalArgumentException("there is no image " + name);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
