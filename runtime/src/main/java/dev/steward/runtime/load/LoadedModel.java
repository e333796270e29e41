package dev.steward.runtime.load;

import static java.util.Objects.requireNonNull;

import dev.steward.runtime.embed.Embedder;
import dev.steward.runtime.engine.TensorModel;
import java.util.Optional;

/**
 * A model that can answer.
 *
 * @param embedder where its task is Embedding
 */
public record LoadedModel(TensorModel model, Optional<Embedder> embedder) implements AutoCloseable {

  public LoadedModel {
    requireNonNull(model, "model");
    requireNonNull(embedder, "embedder");
  }

  @Override
  public void close() {
    embedder.ifPresent(Embedder::close);
    model.close();
  }
}
