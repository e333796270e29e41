package dev.steward.runtime.text;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.model.ModelTask;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.runtime.engine.Signature;
import java.util.Set;

/** Whether a model takes tokens. */
public final class TokenInputs {

  static final String IDS = "input_ids";
  static final String MASK = "attention_mask";
  static final String TYPES = "token_type_ids";

  private static final Set<String> KNOWN = Set.of(IDS, MASK, TYPES);
  private static final Shape ANY_BATCH = Shape.of(-1, -1);

  private TokenInputs() {}

  /**
   * Looks at a model's inputs.
   *
   * @throws LoadException when it takes others
   */
  public static void check(Signature signature, ModelTask task) throws LoadException {
    if (signature.input(IDS).isEmpty()) {
      throw unsuitable("it has no input " + IDS, signature, task);
    }
    for (var input : signature.inputs()) {
      if (!KNOWN.contains(input.name())) {
        throw unsuitable("it has the input " + input.name(), signature, task);
      }
      if (input.datatype() != Datatype.INT64 || !input.shape().equals(ANY_BATCH)) {
        throw unsuitable("its input " + input + " isn't INT64" + ANY_BATCH, signature, task);
      }
    }
  }

  /** Why a model can't do a task. */
  public static LoadException unsuitable(String problem, Signature signature, ModelTask task) {
    return new LoadException(
        ErrorCode.MODEL_UNSUITABLE,
        "spec.model.task",
        "the model can't do %s: %s; it takes %s and gives %s"
            .formatted(
                task.text(),
                problem,
                Signature.list(signature.inputs()),
                Signature.list(signature.outputs())),
        "use task: Tensor, or a model that takes input_ids and attention_mask INT64[-1,-1]");
  }
}
