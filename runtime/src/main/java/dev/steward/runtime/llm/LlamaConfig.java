package dev.steward.runtime.llm;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.runtime.gguf.GgufFile;
import dev.steward.runtime.gguf.GgufMetadata;
import java.util.List;

/**
 * The dimensions of a decoder of the Llama family.
 *
 * @param width of a token's vector within the model
 * @param headWidth of a head's part of it
 * @param keyValueHeads heads of keys and values; several heads of queries share one
 * @param feedForward width within a feed-forward layer
 * @param vocabulary how many tokens there are
 * @param context tokens of the longest sequence that it was trained on
 * @param ropeBase of the angles by which positions are told
 * @param epsilon added to a mean square, lest nothing be divided by
 * @param pairs which numbers of a head are turned together
 */
public record LlamaConfig(
    int layers,
    int width,
    int heads,
    int keyValueHeads,
    int headWidth,
    int feedForward,
    int vocabulary,
    int context,
    double ropeBase,
    double epsilon,
    Pairs pairs) {

  /** Which two numbers of a head make a pair that is turned by a position's angle. */
  public enum Pairs {
    /** The first and the second, the third and the fourth: Llama, as GGUF has its weights. */
    NEIGHBOURS,
    /** The first of each half, the second of each half: Qwen2. */
    HALVES
  }

  private static final int MAX_WIDTH = 1 << 16;

  /**
   * The one that a file tells.
   *
   * @throws LoadException when it is of another family, or has what isn't computed here
   */
  public static LlamaConfig of(GgufFile file) throws LoadException {
    var metadata = file.metadata();
    var family =
        GgufMetadata.required("general.architecture", metadata.text("general.architecture"));
    var pairs =
        switch (family) {
          case "llama" -> Pairs.NEIGHBOURS;
          case "qwen2" -> Pairs.HALVES;
          default ->
              throw unsuitable(
                  "is of the architecture " + family, "use one of the Llama or Qwen2 family");
        };
    refuseOthers(file, family);
    var numbers = new Numbers(metadata, family + ".");
    int width = numbers.required("embedding_length", MAX_WIDTH);
    int heads = numbers.required("attention.head_count", 1024);
    if (width % heads != 0) {
      throw unsuitable("has %d numbers for %d heads".formatted(width, heads), "check it");
    }
    int keyValueHeads = metadata.whole(family + ".attention.head_count_kv", 1, heads).orElse(heads);
    int headWidth =
        metadata.whole(family + ".attention.key_length", 2, MAX_WIDTH).orElse(width / heads);
    int turned = metadata.whole(family + ".rope.dimension_count", 2, MAX_WIDTH).orElse(headWidth);
    if (heads % keyValueHeads != 0 || headWidth % 2 != 0 || turned != headWidth) {
      throw unsuitable(
          "has %d heads for %d of keys and values, %d numbers each, %d of them turned"
              .formatted(heads, keyValueHeads, headWidth, turned),
          "use one whose heads are shared evenly and turned as a whole");
    }
    return new LlamaConfig(
        numbers.required("block_count", 1000),
        width,
        heads,
        keyValueHeads,
        headWidth,
        numbers.required("feed_forward_length", 1 << 20),
        Math.toIntExact(rows(file)),
        numbers.required("context_length", 1 << 24),
        metadata.real(family + ".rope.freq_base").orElse(10_000.0),
        GgufMetadata.required(
            family + ".attention.layer_norm_rms_epsilon",
            metadata.real(family + ".attention.layer_norm_rms_epsilon")),
        pairs);
  }

  /** Required numbers of a family's own keys. */
  private record Numbers(GgufMetadata metadata, String prefix) {
    int required(String key, int most) throws LoadException {
      return GgufMetadata.required(prefix + key, metadata.whole(prefix + key, 1, most));
    }
  }

  private static long rows(GgufFile file) throws LoadException {
    return GgufMetadata.required(LlamaGraph.EMBEDDING, file.tensor(LlamaGraph.EMBEDDING)).rows();
  }

  /** What would change the answer and isn't computed here. */
  private static void refuseOthers(GgufFile file, String family) throws LoadException {
    for (var tensor :
        List.of("rope_freqs.weight", "blk.0.attn_q_norm.weight", "blk.0.attn_qkv.weight")) {
      if (file.tensor(tensor).isPresent()) {
        throw unsuitable("has " + tensor + ", which isn't read here", "use another model");
      }
    }
    if (file.metadata().whole(family + ".expert_count", 0, Integer.MAX_VALUE).orElse(0) > 0) {
      throw unsuitable("is a mixture of experts", "use a model without experts");
    }
    var scaling = file.metadata().text(family + ".rope.scaling.type").orElse("none");
    if (!scaling.equals("none")) {
      throw unsuitable("scales its positions (" + scaling + ")", "use a model that doesn't");
    }
  }

  private static LoadException unsuitable(String problem, String remedy) {
    return new LoadException(
        ErrorCode.MODEL_UNSUITABLE, "spec.model.uri", "the GGUF file " + problem, remedy);
  }

  /**
   * Bytes of keys and values that one token needs: 2 × layers × heads of keys and values × head's
   * width × 4. SmolLM2-135M: 2 × 30 × 3 × 64 × 4 = 46,080.
   */
  public long bytesPerToken() {
    return 2L * layers * keyValueHeads * headWidth * Float.BYTES;
  }
}
