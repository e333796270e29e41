package dev.steward.core.runtime;

import static java.util.Objects.requireNonNull;

import dev.steward.core.model.Digest;
import dev.steward.core.model.ModelSignature;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import java.util.Optional;

/**
 * What one runtime serves, and where it finds it.
 *
 * @param model the name that clients use
 * @param uri where the model comes from, as the user wrote it; {@code pvc://} addresses are found
 *     under the folder the runtime is given for volumes, as {@code FOLDER/CLAIM/PATH}, and {@code
 *     image://} addresses as {@code FOLDER/_image/PATH}
 * @param digest what the model's bytes must be, checked before the first of them is loaded
 * @param task what the model is used for
 * @param maxBatch how many rows of different requests may be computed together, {@value
 *     #LEAST_BATCH} to {@value #MOST_BATCH}; empty: as many as change no answer
 * @param stage which part of the model it computes; empty: the whole
 * @param repository how the models of a repository are served, to which the address then leads;
 *     {@code task} and {@code maxBatch} are for those that don't say otherwise. Empty: the address
 *     leads to one model
 * @param signature who must have signed the model, checked before its first byte is loaded; empty:
 *     nobody
 */
public record RuntimeConfig(
    String model,
    ModelUri uri,
    Optional<Digest> digest,
    ModelTask task,
    Optional<Integer> maxBatch,
    Optional<StageConfig> stage,
    Optional<RepositoryConfig> repository,
    Optional<ModelSignature> signature) {

  public static final int LEAST_BATCH = 1;
  public static final int MOST_BATCH = 1024;

  public RuntimeConfig {
    requireNonNull(uri, "uri");
    requireNonNull(digest, "digest");
    requireNonNull(task, "task");
    requireNonNull(maxBatch, "maxBatch");
    requireNonNull(stage, "stage");
    requireNonNull(repository, "repository");
    requireNonNull(signature, "signature");
    if (stage.isPresent() && repository.isPresent()) {
      throw new IllegalArgumentException("the models of a repository aren't cut into stages");
    }
    maxBatch.ifPresent(rows -> {
      if (rows < LEAST_BATCH || rows > MOST_BATCH) {
        throw new IllegalArgumentException("maxBatch is 1 to 1024: " + rows);
      }
    });
    if (model.isEmpty() || model.length() > 253) {
      throw new IllegalArgumentException("a model's name has 1 to 253 characters: " + model);
    }
  }

  /** A runtime that serves one model, or a part of it. */
  public RuntimeConfig(
      String model,
      ModelUri uri,
      Optional<Digest> digest,
      ModelTask task,
      Optional<Integer> maxBatch,
      Optional<StageConfig> stage) {
    this(model, uri, digest, task, maxBatch, stage, Optional.empty(), Optional.empty());
  }

  /** A runtime that serves the whole model. */
  public RuntimeConfig(String model, ModelUri uri, Optional<Digest> digest, ModelTask task) {
    this(model, uri, digest, task, Optional.empty(), Optional.empty());
  }

  /** The same model, of which it computes one stage. */
  public RuntimeConfig withStage(StageConfig part) {
    return new RuntimeConfig(
        model, uri, digest, task, maxBatch, Optional.of(part), repository, signature);
  }

  /** The same with another bound for batches. */
  public RuntimeConfig withMaxBatch(Optional<Integer> rows) {
    return new RuntimeConfig(model, uri, digest, task, rows, stage, repository, signature);
  }

  /** The same from another address, at which the same bytes lie. */
  public RuntimeConfig at(ModelUri other) {
    return new RuntimeConfig(model, other, digest, task, maxBatch, stage, repository, signature);
  }

  /** The same for the models of a repository; empty: for one model. */
  public RuntimeConfig withRepository(Optional<RepositoryConfig> serving) {
    return new RuntimeConfig(model, uri, digest, task, maxBatch, stage, serving, signature);
  }

  /** The same for a model that someone must have signed; empty: nobody. */
  public RuntimeConfig withSignature(Optional<ModelSignature> wanted) {
    return new RuntimeConfig(model, uri, digest, task, maxBatch, stage, repository, wanted);
  }
}
