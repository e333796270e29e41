package dev.steward.cli.local;

import dev.steward.core.check.Checked;
import dev.steward.core.error.LoadException;
import dev.steward.core.model.ModelFacts;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.runtime.load.ModelLoader;
import dev.steward.runtime.pool.PoolSettings;
import java.nio.file.Path;

/** The facts of a model whose file lies on this machine, as an inspection pod would find them. */
public final class LocalFacts {

  private LocalFacts() {}

  /**
   * Reads them; nothing is downloaded.
   *
   * @param cache folder for what the reading needs
   */
  public static Checked<ModelFacts> of(RuntimeConfig config, VolumeMap volumes, Path cache)
      throws InterruptedException {
    if (config.uri().isDownloaded()) {
      return Checked.invalid(
          "spec.model.uri",
          config.uri().text() + " isn't downloaded to be planned with",
          "plan with a copy on this machine, by file:///PATH");
    }
    return switch (volumes.locate(config)) {
      case Checked.Invalid<RuntimeConfig>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<RuntimeConfig>(var here) -> inspect(here, cache);
    };
  }

  private static Checked<ModelFacts> inspect(RuntimeConfig here, Path cache)
      throws InterruptedException {
    try {
      var loader = ModelLoader.of(LocalServing.places(cache), new PoolSettings(1, 1, 1));
      return Checked.valid(loader.inspect(here).facts());
    } catch (LoadException e) {
      return new Checked.Invalid<>(e.failure().violation());
    }
  }
}
