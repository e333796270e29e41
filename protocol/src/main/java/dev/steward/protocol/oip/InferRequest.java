package dev.steward.protocol.oip;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What a client wants computed.
 *
 * @param id the client's name for the request, echoed in the answer
 * @param inputs at least one, each name once
 * @param outputs names of the outputs wanted, each once; empty for all
 * @param forms how they are to be written
 * @param scheduling when it is to be computed
 */
public record InferRequest(
    Optional<String> id,
    List<Tensor> inputs,
    List<String> outputs,
    OutputForms forms,
    Scheduling scheduling) {

  public InferRequest {
    requireNonNull(id, "id");
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    requireNonNull(forms, "forms");
    requireNonNull(scheduling, "scheduling");
  }

  /** One that doesn't say when it is to be computed. */
  public InferRequest(
      Optional<String> id, List<Tensor> inputs, List<String> outputs, OutputForms forms) {
    this(id, inputs, outputs, forms, Scheduling.NONE);
  }
}
