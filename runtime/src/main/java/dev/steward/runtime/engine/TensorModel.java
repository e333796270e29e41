package dev.steward.runtime.engine;

import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * What takes tensors and gives tensors: a model in this process, or one whose parts several
 * processes have. Its runs may come from several threads at once.
 */
public interface TensorModel extends AutoCloseable {

  /** In which format it was. */
  ModelFormat format();

  /** What it takes and gives. */
  Signature signature();

  /**
   * Computes.
   *
   * @param inputs all inputs of the signature, of its datatypes and shapes
   * @param wanted names of outputs; empty for all
   */
  Outcome<List<Tensor>> run(List<Tensor> inputs, List<String> wanted, Cancellation cancellation);

  /** Why it can't compute at this moment, though it could before and will again. */
  default Optional<Refusal> unavailable() {
    return Optional.empty();
  }

  @Override
  void close();
}
