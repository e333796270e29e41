package dev.steward.runtime.embed;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.TensorMetadata;
import dev.steward.runtime.engine.Signature;
import java.util.Set;

/** Whether a model can turn tokens into vectors, and by which of its outputs. */
final class EmbeddingModelCheck {

  static final String IDS = "input_ids";
  static final String MASK = "attention_mask";
  static final String TYPES = "token_type_ids";

  private static final Set<String> KNOWN = Set.of(IDS, MASK, TYPES);
  private static final Shape ANY_BATCH = Shape.of(-1, -1);

  private EmbeddingModelCheck() {}

  /**
   * The output that carries the vectors: {@code sentence_embedding} FP32 of rank 2 where there is
   * one, else the first FP32 output of rank 3, batch by tokens by width.
   *
   * @throws LoadException when the model has none, or takes other inputs
   */
  static TensorMetadata vectors(Signature signature) throws LoadException {
    if (signature.input(IDS).isEmpty()) {
      throw unsuitable("it has no input " + IDS, signature);
    }
    for (var input : signature.inputs()) {
      if (!KNOWN.contains(input.name())) {
        throw unsuitable("it has the input " + input.name(), signature);
      }
      if (input.datatype() != Datatype.INT64 || !input.shape().equals(ANY_BATCH)) {
        throw unsuitable("its input " + input + " isn't INT64" + ANY_BATCH, signature);
      }
    }
    return signature
        .output("sentence_embedding")
        .filter(output -> suits(output, 2))
        .or(() -> signature.outputs().stream().filter(output -> suits(output, 3)).findFirst())
        .orElseThrow(() -> unsuitable("no output has FP32 vectors for tokens", signature));
  }

  private static boolean suits(TensorMetadata output, int rank) {
    return output.datatype() == Datatype.FP32 && output.shape().rank() == rank;
  }

  private static LoadException unsuitable(String problem, Signature signature) {
    return new LoadException(
        ErrorCode.MODEL_UNSUITABLE,
        "spec.model.task",
        "the model can't do Embedding: %s; it takes %s and gives %s"
            .formatted(
                problem, Signature.list(signature.inputs()), Signature.list(signature.outputs())),
        "use task: Tensor, or a model that takes input_ids and attention_mask INT64[-1,-1]");
  }
}
