package dev.steward.runtime.llm;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.runtime.gguf.BlockFormat;
import dev.steward.runtime.gguf.GgufTensor;
import dev.steward.runtime.gguf.GgufTensors;
import dev.steward.runtime.safetensors.SafetensorsFolder;
import dev.steward.runtime.safetensors.StoredTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The weights of a folder in safetensors, by the names that GGUF has for them ({@code
 * tensor_mapping.py} of <a href="https://github.com/ggml-org/llama.cpp">llama.cpp</a>). They stay
 * as they are: the rows of queries and keys aren't put into another order, as those of GGUF's Llama
 * are, which is what {@link LlamaConfig.Pairs#HALVES} says.
 */
final class FolderWeights implements GgufTensors {

  private static final String HEAD = "lm_head.weight";

  private static final Map<String, String> WHOLE =
      Map.of(
          LlamaGraph.EMBEDDING,
          "model.embed_tokens.weight",
          "output_norm.weight",
          "model.norm.weight");

  private static final Map<String, String> OF_LAYER =
      Map.ofEntries(
          Map.entry("attn_norm.weight", "input_layernorm.weight"),
          Map.entry("attn_q.weight", "self_attn.q_proj.weight"),
          Map.entry("attn_k.weight", "self_attn.k_proj.weight"),
          Map.entry("attn_v.weight", "self_attn.v_proj.weight"),
          Map.entry("attn_q.bias", "self_attn.q_proj.bias"),
          Map.entry("attn_k.bias", "self_attn.k_proj.bias"),
          Map.entry("attn_v.bias", "self_attn.v_proj.bias"),
          Map.entry("attn_output.weight", "self_attn.o_proj.weight"),
          Map.entry("ffn_norm.weight", "post_attention_layernorm.weight"),
          Map.entry("ffn_gate.weight", "mlp.gate_proj.weight"),
          Map.entry("ffn_up.weight", "mlp.up_proj.weight"),
          Map.entry("ffn_down.weight", "mlp.down_proj.weight"));

  private final Map<String, GgufTensor> tensors;

  private FolderWeights(Map<String, GgufTensor> tensors) {
    this.tensors = tensors;
  }

  /** The matrix with which the model chooses tokens. */
  enum Head {
    OWN,
    /** The vectors of tokens. */
    EMBEDDING
  }

  /**
   * Those of a model.
   *
   * @throws LoadException when some are in a format that isn't read here, or lack
   */
  static FolderWeights of(SafetensorsFolder folder, int layers, Head head) throws LoadException {
    var names = new LinkedHashMap<>(WHOLE);
    for (int layer = 0; layer < layers; layer++) {
      for (var each : OF_LAYER.entrySet()) {
        names.put(
            "blk.%d.%s".formatted(layer, each.getKey()),
            "model.layers.%d.%s".formatted(layer, each.getValue()));
      }
    }
    switch (head) {
      case OWN -> {
        if (folder.tensor(HEAD).isEmpty()) {
          throw new LoadException(
              ErrorCode.MODEL_CORRUPT,
              "spec.model.uri",
              "the weights have no %s, and config.json doesn't tie it to the tokens' vectors"
                  .formatted(HEAD),
              "check that all files are there");
        }
        names.put("output.weight", HEAD);
      }
      case EMBEDDING -> {}
    }
    var tensors = new LinkedHashMap<String, GgufTensor>();
    for (var name : names.entrySet()) {
      var stored = folder.tensor(name.getValue());
      if (stored.isPresent()) {
        tensors.put(name.getKey(), plain(stored.get()));
      }
    }
    return new FolderWeights(tensors);
  }

  private static GgufTensor plain(StoredTensor stored) throws LoadException {
    var format =
        switch (stored.type()) {
          case "F32" -> BlockFormat.F32;
          case "F16" -> BlockFormat.F16;
          case "BF16" -> BlockFormat.BF16;
          default -> throw unsuitable(stored, "is of the type " + stored.type());
        };
    if (stored.shape().isEmpty() || stored.shape().size() > 2 || stored.shape().contains(0L)) {
      throw unsuitable(stored, "has the shape " + stored.shape());
    }
    // GGUF has the length first that runs fastest.
    List<Long> lengths = new ArrayList<>(stored.shape()).reversed();
    return new GgufTensor(stored.name(), format, lengths, stored.data());
  }

  private static LoadException unsuitable(StoredTensor stored, String problem) {
    return new LoadException(
        ErrorCode.MODEL_UNSUITABLE,
        "spec.model.uri",
        stored.name() + " " + problem,
        "use a model whose weights are matrices of F32, F16 or BF16");
  }

  @Override
  public Optional<GgufTensor> tensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }
}
