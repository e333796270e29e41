package dev.steward.runtime.load;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.LoadFailure;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.runtime.embed.Embedder;
import dev.steward.runtime.engine.OnnxModel;
import dev.steward.runtime.ocr.TextReader;
import dev.steward.store.ModelStore;
import java.nio.file.Path;
import java.util.Optional;

/** Loads models. */
public final class ModelLoader {

  private final ModelStore store;
  private final int threadsPerRun;
  private final long imageBytes;

  /**
   * Loads what {@code store} has.
   *
   * @param threadsPerRun that the engine may use for one run
   * @param imageBytes memory that all images in hand may take, where the model reads images
   */
  public ModelLoader(ModelStore store, int threadsPerRun, long imageBytes) {
    this.store = store;
    this.threadsPerRun = threadsPerRun;
    this.imageBytes = imageBytes;
  }

  /**
   * Loads a model and has it compute once.
   *
   * @throws LoadException when it can't be served
   */
  public LoadedModel load(RuntimeConfig config) throws LoadException, InterruptedException {
    try {
      var path = store.open(config.uri(), config.digest());
      var loaded =
          switch (config.task()) {
            case TENSOR -> tensors(path);
            case EMBEDDING -> embedding(path);
            case IMAGE_TEXT ->
                new LoadedModel.ImageText(TextReader.load(path, threadsPerRun, imageBytes));
          };
      try {
        warm(loaded);
        return loaded;
      } catch (LoadException | RuntimeException e) {
        loaded.close();
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

  private LoadedModel.Tensors tensors(Path path) throws LoadException {
    return new LoadedModel.Tensors(OnnxModel.load(ModelFiles.in(path).graph(), threadsPerRun));
  }

  private LoadedModel.Embedding embedding(Path path) throws LoadException {
    var tensors = tensors(path);
    try {
      var folder = ModelFiles.in(path).folder();
      return new LoadedModel.Embedding(tensors, Embedder.load(tensors.model(), folder));
    } catch (LoadException | RuntimeException e) {
      tensors.close();
      throw e;
    }
  }

  private static void warm(LoadedModel loaded) throws LoadException {
    var refusal =
        switch (loaded) {
          case LoadedModel.Tensors(var model) -> WarmUp.run(model);
          case LoadedModel.Embedding(var tensors, var embedder) ->
              refusal(embedder.embed("Warm-up."));
          case LoadedModel.ImageText(var reader) -> refusal(reader.warmUp());
        };
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
