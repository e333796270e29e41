package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.protocol.openai.ChatRequest.Message;
import dev.steward.protocol.openai.TokenLogprob;
import dev.steward.protocol.openai.TokenOptions;
import dev.steward.protocol.openai.ToolUse;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.Deadline;
import dev.steward.runtime.pool.Tenant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A small model in safetensors, against the same in GGUF. */
class FolderModelIT {

  @TempDir private Path folder;

  private LanguageModel load(Path path) throws Exception {
    return LanguageModel.load(path, folder.resolve("cache"), 1, 8L << 20);
  }

  @ParameterizedTest
  @CsvSource({"llama,1", "llama,2", "qwen2,1"})
  void it_writes_what_the_same_weights_in_gguf_write(String family, int parts) throws Exception {
    var small = new SmallDecoder(family);
    List<TokenLogprob> right;
    try (var model = load(small.gguf(folder))) {
      right = written(model, model.continuing("the other"));
      assertThat(model.continuing("the other")).containsExactly(257, 32, 'o', 257, 'r');
    }
    try (var model = load(small.saved(folder.resolve("saved"), parts))) {
      var ours = written(model, model.continuing("the other"));
      assertThat(ours).hasSameSizeAs(right).hasSizeGreaterThan(5);
      for (int i = 0; i < right.size(); i++) {
        assertThat(ours.get(i).bytes()).isEqualTo(right.get(i).bytes());
        assertThat(ours.get(i).logprob().orElseThrow())
            .isCloseTo(right.get(i).logprob().orElseThrow(), within(1e-3));
      }
    }
  }

  @Test
  void its_template_and_ends_stand_in_the_files_beside_it() throws Exception {
    var saved = new SmallDecoder("llama").saved(folder.resolve("saved"), 1);
    Files.writeString(
        saved.resolve("tokenizer_config.json"),
        """
        {"eos_token": {"content": "<|end|>"}, "chat_template": [
          {"name": "other", "template": "x"},
          {"name": "default", "template": "{{ messages[0].content }}{{ eos_token }}"}]}
        """);
    Files.writeString(saved.resolve("generation_config.json"), "{\"eos_token_id\": [0, 258]}");
    assertThat(FolderModel.open(saved).ends()).containsExactlyInAnyOrder(0, 258);
    try (var model = load(saved)) {
      assertThat(answering(model)).containsExactly(257, 258);
    }
    Files.writeString(saved.resolve("chat_template.jinja"), "{{ messages[0].content }}!");
    try (var model = load(saved)) {
      assertThat(answering(model)).containsExactly(257, '!');
    }
  }

  private static int[] answering(LanguageModel model) {
    var turns = List.of(new Message("user", "the"));
    return ((Outcome.Done<int[]>) model.answering(turns, ToolUse.NONE)).value();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "model_type": "llama" | "model_type": "gemma" | config.json has model_type "gemma"
          "use_sliding_window": false | "use_sliding_window": true | config.json has use_sliding_window true
          "hidden_act": "silu" | "hidden_act": "gelu" | config.json has hidden_act "gelu"
          "rope_theta": 10000.0 | "rope_scaling": {"rope_type": "llama3"} | config.json has rope_scaling
          "rope_theta": 10000.0 | "quantization_config": {} | config.json has quantization_config
          "hidden_size": 64 | "hidden_size": "64" | hidden_size is "64", there should be a whole number
          "hidden_size": 64 | "hidden_size": 96 | the weights have 259 rows of 64 for token_embd.weight
          "vocab_size": 259 | "vocab_size": 258 | tokenizer.json has token 258, config.json's vocab_size is 258
          "num_hidden_layers": 2 | "num_hidden_layers": 3 | the weights have no such tensor for blk.2.attn_norm.weight
          """)
  void what_does_not_fit_is_refused_by_its_file(String right, String wrong, String problem)
      throws Exception {
    var saved = new SmallDecoder("llama").saved(folder.resolve("saved"), 1);
    var config = saved.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace(right, wrong));
    assertThatThrownBy(() -> load(saved))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void a_file_that_lacks_is_named() throws Exception {
    var saved = new SmallDecoder("llama").saved(folder.resolve("saved"), 1);
    Files.delete(saved.resolve("tokenizer.json"));
    assertThatThrownBy(() -> load(saved)).hasMessageContaining("there is no tokenizer.json");
    Files.delete(saved.resolve("config.json"));
    assertThatThrownBy(() -> load(saved)).hasMessageContaining("there is no config.json");
  }

  @Test
  void a_token_that_the_tokenizer_has_not_is_never_part_of_a_text() throws Exception {
    var saved = new SmallDecoder("llama").saved(folder.resolve("saved"), 1);
    var vocabulary = FolderTokens.of(saved, 262);
    assertThat(vocabulary.size()).isEqualTo(262);
    assertThat(vocabulary.bytes(261)).isEmpty();
    assertThat(vocabulary.bytes(257)).containsExactly('t', 'h', 'e');
    assertThat(vocabulary.isMark(258)).isTrue();
  }

  /** By the likeliest, 24 at most. */
  private static List<TokenLogprob> written(LanguageModel model, int[] prompt) throws Exception {
    var request =
        new GenerationRequest(
            prompt,
            24,
            Sampling.GREEDY,
            List.of(),
            TokenOptions.NONE,
            OptionalInt.of(0),
            GenerationRequest.Echo.NOTHING,
            Optional.empty(),
            Tenant.NONE);
    var generation =
        ((Outcome.Done<Generation>) model.write("prompt", request, 1, () -> false)).value();
    var asked = new Asked(Tenant.NONE, Deadline.in(Duration.ofMinutes(1)), () -> false);
    var whole = ((Outcome.Done<List<Pieces.Whole>>) new Pieces(generation, asked).whole()).value();
    return whole.getFirst().tokens();
  }
}
