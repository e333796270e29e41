package dev.steward.protocol.oip;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What a model answered.
 *
 * @param model name of the model
 * @param version its version
 * @param id the request's own, where it had one
 * @param outputs in the order they were asked for, or in the model's
 */
public record InferResponse(
    String model, String version, Optional<String> id, List<Tensor> outputs) {

  public InferResponse {
    requireNonNull(model, "model");
    requireNonNull(version, "version");
    requireNonNull(id, "id");
    outputs = List.copyOf(outputs);
  }
}
