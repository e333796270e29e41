package dev.steward.core.runtime;

import static java.util.Objects.requireNonNull;

import dev.steward.core.model.Digest;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import java.util.Optional;

/**
 * What one runtime serves, and where it finds it.
 *
 * @param model the name that clients use
 * @param uri where the model comes from, as the user wrote it; {@code pvc://} addresses are found
 *     under the folder the runtime is given for volumes, as {@code FOLDER/CLAIM/PATH}
 * @param digest what the model's bytes must be, checked before the first of them is loaded
 * @param task what the model is used for
 * @param stage which part of the model it computes; empty: the whole
 */
public record RuntimeConfig(
    String model,
    ModelUri uri,
    Optional<Digest> digest,
    ModelTask task,
    Optional<StageConfig> stage) {

  public RuntimeConfig {
    requireNonNull(uri, "uri");
    requireNonNull(digest, "digest");
    requireNonNull(task, "task");
    requireNonNull(stage, "stage");
    if (model.isEmpty() || model.length() > 253) {
      throw new IllegalArgumentException("a model's name has 1 to 253 characters: " + model);
    }
  }

  /** A runtime that serves the whole model. */
  public RuntimeConfig(String model, ModelUri uri, Optional<Digest> digest, ModelTask task) {
    this(model, uri, digest, task, Optional.empty());
  }

  /** The same model, of which it computes one stage. */
  public RuntimeConfig withStage(StageConfig part) {
    return new RuntimeConfig(model, uri, digest, task, Optional.of(part));
  }
}
