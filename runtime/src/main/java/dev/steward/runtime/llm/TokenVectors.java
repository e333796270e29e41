package dev.steward.runtime.llm;

import dev.steward.core.error.LoadException;
import dev.steward.runtime.gguf.GgufMetadata;
import dev.steward.runtime.gguf.GgufTensor;
import dev.steward.runtime.gguf.GgufTensors;
import java.nio.FloatBuffer;

/**
 * The vectors of tokens, unpacked one by one where they lie in the file. Not for several threads.
 */
final class TokenVectors {

  private final GgufTensor tensor;
  private final float[] row;

  private TokenVectors(GgufTensor tensor) {
    this.tensor = tensor;
    this.row = new float[tensor.columns()];
  }

  static TokenVectors of(GgufTensors weights) throws LoadException {
    return new TokenVectors(
        GgufMetadata.required(LlamaGraph.EMBEDDING, weights.tensor(LlamaGraph.EMBEDDING)));
  }

  /** Appends a token's vector. */
  void put(int token, FloatBuffer to) {
    tensor.row(token, row);
    to.put(row);
  }
}
