package dev.steward.runtime.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.runtime.engine.ModelFormat;
import dev.steward.runtime.engine.TensorEngine;
import dev.steward.runtime.engine.TensorModel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** PyTorch's interpreter, of which a process has one. */
public final class TorchEngine implements TensorEngine {

  private static final String[] NOTHING_MORE = {};

  private static final AtomicBoolean TOLD_THREADS = new AtomicBoolean();

  @Override
  public ModelFormat format() {
    return ModelFormat.TORCH_SCRIPT;
  }

  @Override
  public TensorModel load(Path file, int threads) throws LoadException {
    Archive.check(file);
    var signature = SignatureFile.of(file);
    var manager = library(threads);
    try {
      // Weights that were saved on a GPU come to the processor.
      var module =
          JniUtils.loadModule(
              manager, file.toAbsolutePath(), true, NOTHING_MORE, NOTHING_MORE, false);
      return new TorchModel(manager, module, signature);
    } catch (EngineException e) {
      manager.close();
      throw TorchFaults.ofLoading(file, e);
    }
  }

  /** Loads the native library once, which takes a moment; it says nothing of itself to anybody. */
  private static PtNDManager library(int threads) throws LoadException {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    try {
      var engine = Engine.getEngine("PyTorch");
      if (TOLD_THREADS.compareAndSet(false, true)) {
        JniUtils.setNumThreads(threads);
      }
      return (PtNDManager) engine.newBaseManager(Device.cpu());
    } catch (EngineException | IllegalStateException | UnsatisfiedLinkError e) {
      throw new LoadException(
          ErrorCode.INTERNAL,
          "spec.runtime.image",
          "PyTorch's native library can't be loaded: " + TorchFaults.told(e),
          "use the image runtime-torch, or put pytorch-native-cpu and pytorch-jni of this"
              + " platform on the class path");
    }
  }
}
