package dev.steward.runtime.repository;

import dev.steward.core.error.LoadException;
import dev.steward.core.model.ModelUri;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.load.ModelLoader;
import java.nio.file.Path;
import java.util.Optional;

/** Loads models from folders of this machine. */
record DiskLoading(ModelLoader loader) implements Stock.Loading {

  @Override
  public LoadedModel load(ModelId id, Path folder, ModelSettings settings)
      throws LoadException, InterruptedException {
    return loader.load(
        new RuntimeConfig(
                id.name(),
                new ModelUri.LocalFile(folder.toAbsolutePath().toString()),
                Optional.empty(),
                settings.task())
            .withMaxBatch(settings.maxBatch()));
  }
}
