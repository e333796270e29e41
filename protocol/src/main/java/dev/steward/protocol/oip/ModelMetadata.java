package dev.steward.protocol.oip;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a server says of a model.
 *
 * @param platform format and engine, such as {@code onnx_onnxruntime}
 */
public record ModelMetadata(
    String name,
    List<String> versions,
    String platform,
    List<TensorMetadata> inputs,
    List<TensorMetadata> outputs) {

  public ModelMetadata {
    requireNonNull(name, "name");
    requireNonNull(platform, "platform");
    versions = List.copyOf(versions);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
