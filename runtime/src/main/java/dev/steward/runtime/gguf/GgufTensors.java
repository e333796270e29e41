package dev.steward.runtime.gguf;

import java.util.Optional;

/** Weights of a model by the names that GGUF has for them, wherever they lie. */
@FunctionalInterface
public interface GgufTensors {

  /** A tensor by its name. */
  Optional<GgufTensor> tensor(String name);
}
