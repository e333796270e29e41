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
 */
public record RuntimeConfig(String model, ModelUri uri, Optional<Digest> digest, ModelTask task) {

  public RuntimeConfig {
    requireNonNull(uri, "uri");
    requireNonNull(digest, "digest");
    requireNonNull(task, "task");
    if (model.isEmpty() || model.length() > 253) {
      throw new IllegalArgumentException("a model's name has 1 to 253 characters: " + model);
    }
  }
}
