package dev.steward.runtime.load;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorMetadata;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.engine.TensorModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first computation of a model of tensors: zeros or empty strings, with length 1 wherever a
 * length is open.
 *
 * <p>Where lengths had to be guessed, a failure proves nothing about the model and is only logged;
 * running out of memory always counts, and so does an output that isn't as the signature says.
 */
final class WarmUp {

  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  /** Larger inputs would make the start slow; such a model is warmed by its first request. */
  private static final long MAX_ELEMENTS = 16L << 20;

  private static final Set<ErrorCode> ALWAYS =
      Set.of(ErrorCode.OUT_OF_MEMORY, ErrorCode.MODEL_UNSUITABLE);

  private WarmUp() {}

  static Optional<Refusal> run(TensorModel model) {
    var inputs = model.signature().inputs();
    if (inputs.stream().anyMatch(input -> concrete(input).elements() > MAX_ELEMENTS)) {
      LOG.warn("no warm-up: the model's smallest input is very large");
      return Optional.empty();
    }
    var sent = inputs.stream().map(WarmUp::zeros).toList();
    return switch (model.run(sent, List.of(), new Cancellation())) {
      case Outcome.Done<List<Tensor>> done -> Optional.empty();
      case Outcome.Refused<List<Tensor>>(var refusal) -> judged(refusal, inputs);
    };
  }

  private static Optional<Refusal> judged(Refusal refusal, List<TensorMetadata> inputs) {
    boolean guessed = inputs.stream().anyMatch(input -> !input.shape().equals(concrete(input)));
    if (guessed && !ALWAYS.contains(refusal.code())) {
      LOG.warn("the warm-up with guessed shapes failed: {}", refusal.message());
      return Optional.empty();
    }
    return Optional.of(refusal);
  }

  private static Shape concrete(TensorMetadata input) {
    return new Shape(
        input.shape().dimensions().stream().map(length -> length < 0 ? 1L : length).toList());
  }

  private static Tensor zeros(TensorMetadata input) {
    var shape = concrete(input);
    int elements = (int) shape.elements();
    if (input.datatype() == Datatype.BYTES) {
      return new Tensor.Texts(input.name(), shape, Collections.nCopies(elements, ""));
    }
    var data =
        ByteBuffer.allocateDirect(elements * input.datatype().size())
            .order(ByteOrder.nativeOrder());
    return new Tensor.Numbers(input.name(), input.datatype(), shape, data);
  }
}
