package dev.steward.runtime.pipeline;

import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.engine.Cancellation;
import java.util.List;

/**
 * What goes through the stages as one.
 *
 * @param tensors all that is alive at this place of the model
 * @param wanted names of the model's outputs; empty for all
 * @param cancellation says when nobody waits any more, and how long somebody will
 */
record MicroBatch(List<Tensor> tensors, List<String> wanted, Cancellation cancellation) {

  MicroBatch {
    tensors = List.copyOf(tensors);
    wanted = List.copyOf(wanted);
  }

  /** The same further on in the model. */
  MicroBatch with(List<Tensor> later) {
    return new MicroBatch(later, wanted, cancellation);
  }
}
