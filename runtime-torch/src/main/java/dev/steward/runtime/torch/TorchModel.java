package dev.steward.runtime.torch;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.engine.Gate;
import dev.steward.runtime.engine.ModelFormat;
import dev.steward.runtime.engine.Signature;
import dev.steward.runtime.engine.TensorModel;
import java.util.List;

/**
 * A TorchScript module ready to compute. Its runs may come from several threads at once.
 *
 * <p>The interpreter can't be told to stop: a run that has begun goes to its end, and its result is
 * thrown away when nobody waits for it any more.
 */
final class TorchModel implements TensorModel {

  private final PtNDManager manager;
  private final PtSymbolBlock module;
  private final Signature signature;
  private final Gate gate = new Gate();

  TorchModel(PtNDManager manager, PtSymbolBlock module, Signature signature) {
    this.manager = manager;
    this.module = module;
    this.signature = signature;
  }

  @Override
  public ModelFormat format() {
    return ModelFormat.TORCH_SCRIPT;
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public Outcome<List<Tensor>> run(
      List<Tensor> inputs, List<String> wanted, Cancellation cancellation) {
    if (!gate.enter()) {
      return Outcome.refused(Refusal.of(ErrorCode.NO_REPLICA, "the model has been unloaded"));
    }
    try {
      if (cancellation.cancelled()) {
        return brokenOff();
      }
      cancellation.during(() -> {});
      try {
        var outputs = compute(inputs);
        return cancellation.cancelled() ? brokenOff() : outputs.map(all -> chosen(all, wanted));
      } finally {
        cancellation.after();
      }
    } catch (EngineException | IllegalArgumentException e) {
      return Outcome.refused(TorchFaults.ofRun(e));
    } finally {
      gate.leave();
    }
  }

  private static <T> Outcome<T> brokenOff() {
    return Outcome.refused(
        Refusal.of(ErrorCode.DEADLINE_EXCEEDED, "the computation was broken off"));
  }

  private Outcome<List<Tensor>> compute(List<Tensor> inputs) {
    // For each thread. The optimiser watches first runs of each shape and compiles after them, so
    // that some requests take many times as long, and answers change in their last bits.
    JniUtils.setGraphExecutorOptimize(false);
    try (var memory = (PtNDManager) manager.newSubManager();
        var arguments = new Arguments(memory, signature, inputs);
        var result = module.forward(arguments.values())) {
      return new Results(memory, signature).of(result);
    }
  }

  private static List<Tensor> chosen(List<Tensor> outputs, List<String> wanted) {
    return wanted.isEmpty()
        ? outputs
        : outputs.stream().filter(output -> wanted.contains(output.name())).toList();
  }

  /** Waits for runs that are underway: the engine crashes if its memory goes meanwhile. */
  @Override
  public void close() {
    if (gate.close()) {
      module.close();
      manager.close();
    }
  }
}
