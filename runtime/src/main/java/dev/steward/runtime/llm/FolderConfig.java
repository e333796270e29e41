package dev.steward.runtime.llm;

import dev.steward.core.error.LoadException;
import dev.steward.runtime.llm.LlamaConfig.Pairs;
import java.util.Set;

/**
 * Reads {@code config.json} of Hugging Face's transformers ({@code LlamaConfig}, {@code
 * Qwen2Config}), whose defaults it has where a field is missing.
 */
final class FolderConfig {

  private static final int MAX_WIDTH = 1 << 16;
  private static final Set<String> FAMILIES = Set.of("llama", "qwen2");

  private final JsonFile file;

  private FolderConfig(JsonFile file) {
    this.file = file;
  }

  /**
   * The dimensions that it tells.
   *
   * @throws LoadException when they are of another family, or it asks for what isn't computed here
   */
  static LlamaConfig of(JsonFile file) throws LoadException {
    return new FolderConfig(file).config();
  }

  private LlamaConfig config() throws LoadException {
    if (!FAMILIES.contains(file.text("model_type").orElse(""))) {
      throw file.unsuitable("model_type", "use a model of the Llama or Qwen2 family");
    }
    refuseOthers();
    int width = file.required("hidden_size", MAX_WIDTH);
    int heads = file.required("num_attention_heads", 1024);
    int keyValueHeads = file.whole("num_key_value_heads", 1, heads).orElse(heads);
    int headWidth = file.whole("head_dim", 2, MAX_WIDTH).orElse(width / heads);
    if (heads % keyValueHeads != 0 || headWidth % 2 != 0 || headWidth == 0) {
      throw file.unsuitable("num_attention_heads", "use a model whose heads are shared evenly");
    }
    return new LlamaConfig(
        file.required("num_hidden_layers", 1000),
        width,
        heads,
        keyValueHeads,
        headWidth,
        file.required("intermediate_size", 1 << 20),
        file.required("vocab_size", 1 << 24),
        file.required("max_position_embeddings", 1 << 24),
        ropeBase(),
        file.real("rms_norm_eps").orElse(1e-6),
        Pairs.HALVES);
  }

  /** Since transformers 5 it stands with the kind of positions. */
  private double ropeBase() throws LoadException {
    var own = file.real("rope_theta");
    return own.isPresent()
        ? own.get()
        : file.inner("rope_parameters").real("rope_theta").orElse(10_000.0);
  }

  /** What would change the answer and isn't computed here. */
  private void refuseOthers() throws LoadException {
    for (var field : Set.of("quantization_config", "num_local_experts", "num_experts")) {
      if (file.field(field).isPresent()) {
        throw file.unsuitable(field, "use a model that was saved without");
      }
    }
    for (var field : Set.of("use_sliding_window", "mlp_bias", "attention_bias")) {
      if (file.isTrue(field)) {
        throw file.unsuitable(field, "use a model without");
      }
    }
    for (var field : Set.of("rope_scaling", "rope_parameters")) {
      var positions = file.inner(field);
      // Older files call it "type".
      var kind = positions.text("rope_type").orElse(positions.text("type").orElse("default"));
      if (!kind.equals("default")) {
        throw file.unsuitable(field, "use a model that doesn't scale its positions");
      }
    }
    if (!file.text("hidden_act").orElse("silu").equals("silu")) {
      throw file.unsuitable("hidden_act", "use a model with silu");
    }
    if (file.real("partial_rotary_factor").orElse(1.0) != 1) {
      throw file.unsuitable("partial_rotary_factor", "use a model that turns whole heads");
    }
  }
}
