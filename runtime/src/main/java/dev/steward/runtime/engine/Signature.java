package dev.steward.runtime.engine;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.InferRequest;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorMetadata;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a model takes and gives, in the model's own order.
 *
 * @param outputs those that are tensors
 */
public record Signature(List<TensorMetadata> inputs, List<TensorMetadata> outputs) {

  public Signature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** The input of that name. */
  public Optional<TensorMetadata> input(String name) {
    return named(inputs, name);
  }

  /** The output of that name. */
  public Optional<TensorMetadata> output(String name) {
    return named(outputs, name);
  }

  private static Optional<TensorMetadata> named(List<TensorMetadata> tensors, String name) {
    return tensors.stream().filter(tensor -> tensor.name().equals(name)).findFirst();
  }

  /** Refuses a request that the model can't take. */
  public Outcome<InferRequest> check(InferRequest request) {
    for (int i = 0; i < request.inputs().size(); i++) {
      var wrong = wrongInput("inputs[" + i + "]", request.inputs().get(i));
      if (wrong.isPresent()) {
        return refused(wrong.get());
      }
    }
    for (var input : inputs) {
      if (request.inputs().stream().noneMatch(sent -> sent.name().equals(input.name()))) {
        return refused(
            new Violation("inputs", "\"" + input.name() + "\" is missing", "send " + input));
      }
    }
    for (int i = 0; i < request.outputs().size(); i++) {
      var name = request.outputs().get(i);
      if (output(name).isEmpty()) {
        return refused(
            new Violation(
                "outputs[" + i + "].name",
                "the model has no output \"" + name + "\"",
                "use " + list(outputs)));
      }
    }
    return Outcome.done(request);
  }

  private Optional<Violation> wrongInput(String field, Tensor sent) {
    var input = input(sent.name());
    if (input.isEmpty()) {
      return Optional.of(
          new Violation(
              field + ".name",
              "the model has no input \"" + sent.name() + "\"",
              "use " + list(inputs)));
    }
    if (sent.datatype() != input.get().datatype()) {
      return Optional.of(
          new Violation(
              field + ".datatype",
              sent.datatype() + " isn't what the model takes",
              "send " + input.get()));
    }
    if (!input.get().shape().takes(sent.shape())) {
      return Optional.of(
          new Violation(
              field + ".shape",
              sent.shape() + " isn't what the model takes",
              "send " + input.get() + ", where -1 is any length"));
    }
    return Optional.empty();
  }

  private static <T> Outcome<T> refused(Violation violation) {
    return Outcome.refused(Refusal.of(ErrorCode.INVALID_TENSOR, violation));
  }

  /** For messages: {@code x FP32[-1,16], mask BOOL[-1]}. */
  public static String list(List<TensorMetadata> tensors) {
    return tensors.isEmpty()
        ? "none"
        : tensors.stream().map(TensorMetadata::toString).collect(Collectors.joining(", "));
  }
}
