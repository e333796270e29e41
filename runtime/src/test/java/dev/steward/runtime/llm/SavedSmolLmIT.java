package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.openai.TokenLogprob;
import dev.steward.protocol.openai.TokenOptions;
import dev.steward.runtime.gguf.GgufFile;
import dev.steward.runtime.gguf.GgufTensor;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.Deadline;
import dev.steward.runtime.pool.Tenant;
import dev.steward.runtime.testing.SmolLm;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SmolLM2 unpacked to floats of 16 bits and saved as safetensors, which become 8 bits at load,
 * against its GGUF file: wherever that is sure of the next token, by a margin of 0.5 between the
 * two best, the other chooses it too.
 */
class SavedSmolLmIT {

  private static final double SURE = 0.5;
  private static final Path CACHE = Path.of("target", "cache", "llm");

  private static final String TEXT =
      "The sea is a vast body of salt water that covers more than two thirds of the Earth. It is"
          + " salty because rivers carry minerals from the rocks of the land to it. When water"
          + " evaporates from its surface, the minerals stay behind, and over millions of years"
          + " there were more and more of them. def add(a, b):\n    return a + b\n1, 2, 3, 4, 5";

  @TempDir private Path folder;

  @Test
  void no_token_is_another_where_the_gguf_file_is_sure() throws Exception {
    save(GgufFile.open(SmolLm.file()));
    List<TokenLogprob> right;
    int[] tokens;
    try (var model = LanguageModel.load(SmolLm.file(), CACHE, 2, 64L << 20)) {
      tokens = model.continuing(TEXT);
      right = likelihoods(model, tokens);
    }
    List<TokenLogprob> ours;
    try (var model = LanguageModel.load(folder, folder.resolve("cache"), 2, 64L << 20)) {
      assertThat(model.continuing(TEXT)).isEqualTo(tokens);
      ours = likelihoods(model, tokens);
    }
    int sure = 0;
    double largest = 0;
    for (int i = 1; i < right.size(); i++) {
      var best = right.get(i).top();
      if (best.get(0).logprob() - best.get(1).logprob() >= SURE) {
        sure++;
        assertThat(ours.get(i).top().getFirst().bytes())
            .as("position " + i)
            .isEqualTo(best.getFirst().bytes());
        largest =
            Math.max(
                largest,
                Math.abs(ours.get(i).top().getFirst().logprob() - best.getFirst().logprob()));
      }
    }
    System.out.printf("sure %d of %d, logarithms differ by %.3f%n", sure, right.size(), largest);
    assertThat(sure).isGreaterThan(50);
  }

  /** Of each token of a text, with the two that were likeliest in its place. */
  private static List<TokenLogprob> likelihoods(LanguageModel model, int[] tokens)
      throws Exception {
    var request =
        new GenerationRequest(
            tokens,
            1,
            Sampling.GREEDY,
            List.of(),
            TokenOptions.NONE,
            OptionalInt.of(2),
            GenerationRequest.Echo.PROMPT,
            Optional.empty(),
            Tenant.NONE);
    var generation =
        ((Outcome.Done<Generation>) model.write("prompt", request, 1, () -> false)).value();
    var asked = new Asked(Tenant.NONE, Deadline.in(Duration.ofMinutes(2)), () -> false);
    var whole = ((Outcome.Done<List<Pieces.Whole>>) new Pieces(generation, asked).whole()).value();
    return whole.getFirst().tokens();
  }

  private void save(GgufFile gguf) throws Exception {
    var config = LlamaConfig.of(gguf);
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"model_type": "llama", "hidden_size": %d, "num_attention_heads": %d,
         "num_key_value_heads": %d, "intermediate_size": %d, "num_hidden_layers": %d,
         "vocab_size": %d, "rope_theta": %s, "max_position_embeddings": %d, "rms_norm_eps": %s,
         "tie_word_embeddings": true}
        """
            .formatted(
                config.width(),
                config.heads(),
                config.keyValueHeads(),
                config.feedForward(),
                config.layers(),
                config.vocabulary(),
                config.ropeBase(),
                config.context(),
                config.epsilon()));
    Files.write(
        folder.resolve("tokenizer.json"),
        TokenizerFile.json(gguf.metadata(), Vocabulary.of(gguf.metadata(), config.vocabulary())));
    try (var out =
        new BufferedOutputStream(
            Files.newOutputStream(folder.resolve("model.safetensors")), 1 << 20)) {
      save(gguf, config, out);
    }
  }

  private static void save(GgufFile gguf, LlamaConfig config, OutputStream out) throws IOException {
    var header = new StringBuilder("{");
    long at = 0;
    for (var tensor : gguf.tensors()) {
      long bytes = 2L * tensor.columns() * tensor.rows();
      header.append(
          "%s\"%s\":{\"dtype\":\"F16\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
              .formatted(
                  at == 0 ? "" : ",",
                  name(tensor.name()),
                  tensor.lengths().reversed(),
                  at,
                  at + bytes));
      at += bytes;
    }
    var json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
    var length = new byte[Long.BYTES];
    ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length);
    out.write(length);
    out.write(json);
    for (var tensor : gguf.tensors()) {
      var row = new float[tensor.columns()];
      var bytes = new byte[2 * row.length];
      var halves = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      for (long i = 0; i < tensor.rows(); i++) {
        tensor.row(from(tensor, config, i), row);
        halves.clear();
        for (float number : row) {
          halves.putShort(Float.floatToFloat16(number));
        }
        out.write(bytes);
      }
    }
  }

  /** Which row of GGUF's queries and keys is a row of transformers'. */
  private static long from(GgufTensor tensor, LlamaConfig config, long row) {
    if (!tensor.name().contains("attn_q") && !tensor.name().contains("attn_k")) {
      return row;
    }
    int half = config.headWidth() / 2;
    long within = row % config.headWidth();
    return row - within + within % half * 2 + within / half;
  }

  private static String name(String gguf) {
    var names = new LinkedHashMap<String, String>();
    names.putAll(
        Map.of(
            "attn_norm", "input_layernorm",
            "attn_q", "self_attn.q_proj",
            "attn_k", "self_attn.k_proj",
            "attn_v", "self_attn.v_proj",
            "attn_output", "self_attn.o_proj",
            "ffn_norm", "post_attention_layernorm",
            "ffn_gate", "mlp.gate_proj",
            "ffn_up", "mlp.up_proj",
            "ffn_down", "mlp.down_proj",
            "blk", "model.layers"));
    names.putAll(Map.of("token_embd", "model.embed_tokens", "output_norm", "model.norm"));
    var name = gguf;
    for (var each : names.entrySet()) {
      name = name.replace(each.getKey(), each.getValue());
    }
    return name;
  }
}
