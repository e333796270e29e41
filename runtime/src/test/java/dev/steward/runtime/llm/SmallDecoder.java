package dev.steward.runtime.llm;

import dev.steward.runtime.gguf.GgufFile;
import dev.steward.runtime.testing.GgufWriting;
import dev.steward.runtime.testing.SafetensorsWriting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A decoder of two layers and random weights, written as a GGUF file and as a folder in
 * safetensors: of the Llama family, whose queries and keys GGUF has in another order, or of Qwen2's
 * with biases.
 */
final class SmallDecoder {

  private static final int WIDTH = 64;
  private static final int HEADS = 2;
  private static final int HEAD_WIDTH = 32;
  private static final int INNER = 96;
  private static final int LAYERS = 2;

  /** 256 bytes, two that rules put together, and a mark. */
  private static final int VOCABULARY = 259;

  private final Random random = new Random(3);
  private final String family;
  private final GgufWriting gguf = new GgufWriting();
  private final List<Stored> stored = new ArrayList<>();

  /** A tensor by the name that transformers has for it. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  private record Stored(String name, List<Long> shape, float[] values) {}

  SmallDecoder(String family) {
    this.family = family;
    metadata();
    matrix("token_embd.weight", "model.embed_tokens.weight", VOCABULARY, WIDTH, 0);
    vector("output_norm.weight", "model.norm.weight", WIDTH, 1);
    matrix("output.weight", "lm_head.weight", VOCABULARY, WIDTH, 0);
    for (int layer = 0; layer < LAYERS; layer++) {
      layer("blk." + layer + ".", "model.layers." + layer + ".");
    }
  }

  private void metadata() {
    gguf.put("general.architecture", family)
        .put(family + ".embedding_length", WIDTH)
        .put(family + ".attention.head_count", HEADS)
        .put(family + ".attention.head_count_kv", 1)
        .put(family + ".feed_forward_length", INNER)
        .put(family + ".block_count", LAYERS)
        .put(family + ".context_length", 256)
        .put(family + ".rope.freq_base", 10_000f)
        .put(family + ".attention.layer_norm_rms_epsilon", 1e-5f)
        .put("tokenizer.ggml.model", "gpt2")
        .put("tokenizer.ggml.pre", family.equals("llama") ? "llama-bpe" : "qwen2")
        .put("tokenizer.ggml.eos_token_id", 258)
        .texts("tokenizer.ggml.merges", List.of("t h", "th e"));
    var tokens = new ArrayList<String>();
    var kinds = new ArrayList<Integer>();
    for (int one = 0; one < 256; one++) {
      tokens.add(character(one));
      kinds.add(1);
    }
    tokens.addAll(List.of("th", "the", "<|end|>"));
    kinds.addAll(List.of(1, 1, 3));
    gguf.texts("tokenizer.ggml.tokens", tokens).wholes("tokenizer.ggml.token_type", kinds);
  }

  /** GPT-2's character for a byte. */
  private static String character(int one) {
    if (one <= 32) {
      return Character.toString(0x100 + one);
    }
    if (one >= 127 && one <= 160) {
      return Character.toString(0x100 + one - 94);
    }
    return Character.toString(one == 173 ? 0x143 : one);
  }

  private void layer(String block, String layer) {
    vector(block + "attn_norm.weight", layer + "input_layernorm.weight", WIDTH, 1);
    int queries = HEADS * HEAD_WIDTH;
    boolean turned = family.equals("llama");
    projection(block + "attn_q", layer + "self_attn.q_proj", queries, turned ? HEADS : 0);
    projection(block + "attn_k", layer + "self_attn.k_proj", HEAD_WIDTH, turned ? 1 : 0);
    projection(block + "attn_v", layer + "self_attn.v_proj", HEAD_WIDTH, 0);
    matrix(block + "attn_output.weight", layer + "self_attn.o_proj.weight", WIDTH, queries, 0);
    vector(block + "ffn_norm.weight", layer + "post_attention_layernorm.weight", WIDTH, 1);
    matrix(block + "ffn_gate.weight", layer + "mlp.gate_proj.weight", INNER, WIDTH, 0);
    matrix(block + "ffn_up.weight", layer + "mlp.up_proj.weight", INNER, WIDTH, 0);
    matrix(block + "ffn_down.weight", layer + "mlp.down_proj.weight", WIDTH, INNER, 0);
  }

  private void projection(String name, String storedName, int rows, int turnedHeads) {
    matrix(name + ".weight", storedName + ".weight", rows, WIDTH, turnedHeads);
    if (family.equals("qwen2")) {
      vector(name + ".bias", storedName + ".bias", rows, 0);
    }
  }

  private void vector(String name, String storedName, int length, float around) {
    var values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = bfloat(around + number());
    }
    stored.add(new Stored(storedName, List.of((long) length), values));
    gguf.floats(name, List.of((long) length), values);
  }

  /**
   * A matrix.
   *
   * @param turnedHeads whose rows GGUF has in another order: neighbours turn together, not halves
   */
  private void matrix(String name, String storedName, int rows, int columns, int turnedHeads) {
    var values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = bfloat(3 * number());
    }
    stored.add(new Stored(storedName, List.of((long) rows, (long) columns), values));
    var reordered = values.clone();
    for (int row = 0; row < turnedHeads * HEAD_WIDTH; row++) {
      int within = row % HEAD_WIDTH;
      int from = row - within + within % 2 * (HEAD_WIDTH / 2) + within / 2;
      System.arraycopy(values, from * columns, reordered, row * columns, columns);
    }
    gguf.floats(name, List.of((long) columns, (long) rows), reordered);
  }

  private float number() {
    return (float) (random.nextGaussian() / 16);
  }

  /** One that 16 bits can hold. */
  private static float bfloat(float number) {
    return Float.intBitsToFloat(Float.floatToIntBits(number) & 0xFFFF0000);
  }

  Path gguf(Path folder) {
    return gguf.write(folder.resolve("model.gguf"));
  }

  /**
   * The same as a folder.
   *
   * @param parts files that the weights are spread over
   */
  Path saved(Path folder, int parts) throws Exception {
    Files.createDirectories(folder);
    var files = new ArrayList<SafetensorsWriting>();
    for (int i = 0; i < parts; i++) {
      files.add(new SafetensorsWriting());
    }
    var places = new ArrayList<String>();
    int next = 0;
    for (var each : stored) {
      int part = next++ % parts;
      if (part == 0) {
        files.get(part).halves(each.name, each.shape, each.values);
      } else {
        files.get(part).floats(each.name, each.shape, each.values);
      }
      places.add("\"%s\":\"part-%d.safetensors\"".formatted(each.name, part));
    }
    if (parts == 1) {
      files.getFirst().write(folder.resolve("model.safetensors"));
    } else {
      for (int i = 0; i < parts; i++) {
        files.get(i).write(folder.resolve("part-%d.safetensors".formatted(i)));
      }
      Files.writeString(
          folder.resolve("model.safetensors.index.json"),
          "{\"weight_map\":{" + String.join(",", places) + "}}");
    }
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"model_type": "%s", "hidden_size": 64, "num_attention_heads": 2, "num_key_value_heads": 1,
         "intermediate_size": 96, "num_hidden_layers": 2, "vocab_size": 259, "rope_theta": 10000.0,
         "max_position_embeddings": 256, "rms_norm_eps": 1e-05, "tie_word_embeddings": false,
         "eos_token_id": 258, "hidden_act": "silu", "use_sliding_window": false}
        """
            .formatted(family));
    var file = GgufFile.open(gguf(folder.resolveSibling("")));
    var vocabulary = Vocabulary.of(file.metadata(), VOCABULARY);
    Files.write(folder.resolve("tokenizer.json"), TokenizerFile.json(file.metadata(), vocabulary));
    return folder;
  }
}
