package dev.steward.protocol.oip;

import static java.util.Objects.requireNonNull;

/**
 * What a model takes or gives under one name.
 *
 * @param shape -1 stands for any length
 */
public record TensorMetadata(String name, Datatype datatype, Shape shape) {

  public TensorMetadata {
    requireNonNull(name, "name");
    requireNonNull(datatype, "datatype");
    requireNonNull(shape, "shape");
  }

  /** For messages: {@code x FP32[-1,16]}. */
  @Override
  public String toString() {
    return name + " " + datatype + shape;
  }
}
