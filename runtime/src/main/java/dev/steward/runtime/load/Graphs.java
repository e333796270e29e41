package dev.steward.runtime.load;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.runtime.engine.OnnxDevice;
import dev.steward.runtime.engine.OnnxModel;
import dev.steward.runtime.engine.OnnxModel.Scratch;
import dev.steward.runtime.engine.TensorEngine;
import dev.steward.runtime.engine.TensorModel;
import dev.steward.runtime.engine.TwinModel;
import dev.steward.runtime.pool.PoolSettings;
import java.util.ServiceLoader;

/**
 * Opens graphs, each with the engine of its format.
 *
 * @param device of those that ONNX Runtime computes
 * @param scratch what becomes of the memory that a run needs besides the weights
 */
record Graphs(OnnxDevice device, PoolSettings pool, Scratch scratch) {

  /** A model is held twice if its weights are at most one part of so many of the heap's bound. */
  private static final int TWIN_SHARE = 8;

  /**
   * Opens one.
   *
   * @throws LoadException when it can't be computed here
   */
  TensorModel open(ModelFiles files) throws LoadException {
    return switch (files.format()) {
      case ONNX -> onnx(files);
      case TORCH_SCRIPT -> engine(files).load(files.graph(), pool.threadsPerRun());
    };
  }

  /** On the CPU held twice where there is room for that, and more than one run at a time. */
  private TensorModel onnx(ModelFiles files) throws LoadException {
    var onGpu = device.onGpu(files.graph(), pool.threadsPerRun(), scratch);
    if (onGpu.isPresent()) {
      return onGpu.get();
    }
    boolean twice =
        pool.threads() > 1 && files.fitIn(Runtime.getRuntime().maxMemory() / TWIN_SHARE);
    return twice
        ? TwinModel.load(files.graph(), pool.threadsPerRun(), pool.threads() * pool.threadsPerRun())
        : OnnxModel.load(files.graph(), pool.threadsPerRun(), scratch);
  }

  private static TensorEngine engine(ModelFiles files) throws LoadException {
    for (var engine : ServiceLoader.load(TensorEngine.class, Graphs.class.getClassLoader())) {
      if (engine.format() == files.format()) {
        return engine;
      }
    }
    throw missing(files);
  }

  private static LoadException missing(ModelFiles files) {
    var format = files.format();
    return new LoadException(
        ErrorCode.MODEL_UNSUITABLE,
        "spec.model.uri",
        "%s is %s, and this runtime has no engine for that"
            .formatted(files.graph().getFileName(), format.text()),
        "name the image that has one by spec.runtime.image, as docs/guides/torchscript.md says;"
            + " without a cluster run ./dev/steward with STEWARD_ENGINES=torch");
  }
}
