package dev.steward.runtime.load;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.LoadFailure;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.core.model.ModelTask;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.runtime.embed.Embedder;
import dev.steward.runtime.engine.OnnxModel;
import dev.steward.store.ModelStore;
import java.nio.file.Path;
import java.util.Optional;

/** Loads models. */
public final class ModelLoader {

  private final ModelStore store;
  private final int threadsPerRun;

  /**
   * Loads what {@code store} has.
   *
   * @param threadsPerRun that the engine may use for one run
   */
  public ModelLoader(ModelStore store, int threadsPerRun) {
    this.store = store;
    this.threadsPerRun = threadsPerRun;
  }

  /**
   * Loads a model and has it compute once.
   *
   * @throws LoadException when it can't be served
   */
  public LoadedModel load(RuntimeConfig config) throws LoadException, InterruptedException {
    try {
      var files = ModelFiles.in(store.open(config.uri(), config.digest()));
      var model = OnnxModel.load(files.graph(), threadsPerRun);
      try {
        var loaded = new LoadedModel(model, embedder(config.task(), model, files.folder()));
        warm(loaded);
        return loaded;
      } catch (LoadException | RuntimeException e) {
        model.close();
        throw e;
      }
    } catch (OutOfMemoryError e) {
      throw new LoadException(
          ErrorCode.OUT_OF_MEMORY,
          "spec.runtime.resources",
          "there isn't memory enough to load " + config.uri().text(),
          "give the pod more memory");
    }
  }

  private static Optional<Embedder> embedder(ModelTask task, OnnxModel model, Path folder)
      throws LoadException {
    return switch (task) {
      case TENSOR -> Optional.empty();
      case EMBEDDING -> Optional.of(Embedder.load(model, folder));
    };
  }

  private static void warm(LoadedModel loaded) throws LoadException {
    var refusal =
        loaded.embedder().isPresent()
            ? refusal(loaded.embedder().get().embed("Warm-up."))
            : WarmUp.run(loaded.model());
    if (refusal.isPresent()) {
      throw failed(refusal.get());
    }
  }

  private static <T> Optional<Refusal> refusal(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T> done -> Optional.empty();
      case Outcome.Refused<T>(var refusal) -> Optional.of(refusal);
    };
  }

  private static LoadException failed(Refusal refusal) {
    var code =
        refusal.code() == ErrorCode.OUT_OF_MEMORY
            ? ErrorCode.OUT_OF_MEMORY
            : ErrorCode.MODEL_UNSUITABLE;
    return new LoadException(
        new LoadFailure(
            code,
            new Violation(
                "spec.model.uri",
                "the model loads, but fails on its first input: " + refusal.message(),
                code == ErrorCode.OUT_OF_MEMORY
                    ? "give the pod more memory"
                    : "check the model with ONNX Runtime 1.28")));
  }
}
