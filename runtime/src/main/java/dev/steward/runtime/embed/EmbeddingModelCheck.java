package dev.steward.runtime.embed;

import dev.steward.core.error.LoadException;
import dev.steward.core.model.ModelTask;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.TensorMetadata;
import dev.steward.runtime.engine.Signature;
import dev.steward.runtime.text.TokenInputs;

/** Whether a model can turn tokens into vectors, and by which of its outputs. */
final class EmbeddingModelCheck {

  private EmbeddingModelCheck() {}

  /**
   * The output that carries the vectors: {@code sentence_embedding} FP32 of rank 2 where there is
   * one, else the first FP32 output of rank 3, batch by tokens by width.
   *
   * @throws LoadException when the model has none, or takes other inputs
   */
  static TensorMetadata vectors(Signature signature) throws LoadException {
    TokenInputs.check(signature, ModelTask.EMBEDDING);
    return signature
        .output("sentence_embedding")
        .filter(output -> suits(output, 2))
        .or(() -> signature.outputs().stream().filter(output -> suits(output, 3)).findFirst())
        .orElseThrow(() ->
            TokenInputs.unsuitable(
                "no output has FP32 vectors for tokens", signature, ModelTask.EMBEDDING));
  }

  private static boolean suits(TensorMetadata output, int rank) {
    return output.datatype() == Datatype.FP32 && output.shape().rank() == rank;
  }
}
