package dev.steward.runtime.embed;

import dev.steward.core.error.LoadException;
import dev.steward.core.model.ModelTask;
import dev.steward.runtime.text.Ahead;
import dev.steward.runtime.text.Tokens;
import java.nio.file.Path;

/**
 * What lies beside a model for texts, its tokenizer and settings, read while the model itself is
 * loaded: neither needs the other.
 */
public final class TextFiles implements AutoCloseable {

  private final Ahead<Read> ahead;

  private TextFiles(Ahead<Read> ahead) {
    this.ahead = ahead;
  }

  /** What was read. */
  record Read(EmbeddingSettings settings, Tokens tokens) implements AutoCloseable {

    static Read of(Path folder) throws LoadException {
      var settings = new SettingsFiles(folder).read();
      return new Read(settings, Tokens.load(folder, settings.maxTokens(), ModelTask.EMBEDDING));
    }

    @Override
    public void close() {
      tokens.close();
    }
  }

  /** Begins to read the files of {@code folder}. */
  public static TextFiles reading(Path folder) {
    return new TextFiles(Ahead.of("text-files", () -> Read.of(folder)));
  }

  /** Waits for what was read, which is the caller's from then on. */
  Read take() throws LoadException, InterruptedException {
    return ahead.take();
  }

  /** What an embedder hasn't taken by now isn't wanted. */
  @Override
  public void close() {
    ahead.close();
  }
}
