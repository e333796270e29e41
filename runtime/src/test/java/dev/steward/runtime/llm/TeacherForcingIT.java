package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.runtime.engine.DecoderModel;
import dev.steward.runtime.gguf.GgufFile;
import dev.steward.runtime.testing.SmolLm;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/**
 * SmolLM2 fed a text token by token, against a computation in floats of 32 bits on the same
 * weights: wherever that is sure of the next token, by a margin of 0.1 between the two best, it is
 * ours too.
 */
class TeacherForcingIT {

  private static final float SURE = 0.1f;
  private static final int CHUNK = 64;

  private static final String CONVERSATION =
      """
      <|im_start|>system
      You are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>
      <|im_start|>user
      Tell me about the sea, and why it is salty.<|im_end|>
      <|im_start|>assistant
      The sea is a vast body of salt water that covers more than two thirds of the Earth. It is \
      salty because rivers carry minerals from the rocks of the land to it. When water evaporates \
      from its surface, the minerals stay behind, and over millions of years there were more and \
      more of them. Most of it is sodium chloride, the same salt that is used in the kitchen.<|im_end|>
      <|im_start|>user
      Can I drink it? And write me a function in Python that adds two numbers.<|im_end|>
      <|im_start|>assistant
      No. Your kidneys can't make urine that is as salty as sea water, so that you would lose more \
      water than you drink. Here is the function:

      ```python
      def add(a, b):
          # Adds two numbers.
          return a + b
      ```

      You can call it with `add(1, 2)`, which returns 3. If you want it to add any number of \
      arguments, use `def add(*numbers): return sum(numbers)` instead.<|im_end|>
      """;

  /** Chunks of the prompt in slots of their own. */
  private static final int SLOTS = 4;

  @Test
  void no_token_is_wrong_where_the_reference_is_sure() throws Exception {
    var file = GgufFile.open(SmolLm.file());
    var config = LlamaConfig.of(file);
    var tokens = text(file, config);
    var right = new ReferenceLlama(file, config).logits(tokens);
    var graphs =
        new GraphCache(Path.of("target", "cache", "llm")).graphs(SmolLm.file(), file, config, 512);
    assertThat(graphs.reading()).isPresent();
    var shape =
        new DecoderModel.Shape(
            config.layers(),
            config.width(),
            config.keyValueHeads(),
            config.headWidth(),
            config.vocabulary(),
            SLOTS,
            512,
            CHUNK);
    var vectors = TokenVectors.of(file);
    var wrong = new ArrayList<String>();
    int sure = 0;
    float largest = 0;
    try (var model = DecoderModel.load(graphs, 2, shape)) {
      // Alone: every token is a step of its own, in the first slot; the others are at other places.
      for (int p = 0; p + SLOTS <= tokens.length; p++) {
        var hidden = model.hidden();
        var before = new int[SLOTS];
        for (int slot = 0; slot < SLOTS; slot++) {
          before[slot] = Math.max(0, p - slot);
          vectors.put(tokens[before[slot]], hidden);
        }
        var logits = done(model.write(before));
        for (int slot = 0; slot < SLOTS; slot++) {
          var ours = new float[config.vocabulary()];
          logits.get(slot * ours.length, ours);
          var reference = right[before[slot]];
          largest = Math.max(largest, difference(ours, reference));
          if (margin(reference) >= SURE) {
            sure++;
            if (best(ours) != best(reference)) {
              wrong.add(
                  "slot %d, position %d margin %.3f"
                      .formatted(slot, before[slot], margin(reference)));
            }
          }
        }
      }
      // The same text in chunks, as prompts are read.
      for (int from = 0; from + CHUNK <= tokens.length; from += CHUNK) {
        var hidden = model.hidden();
        for (int i = 0; i < CHUNK; i++) {
          vectors.put(tokens[from + i], hidden);
        }
        var ours = new float[config.vocabulary()];
        done(model.read(SLOTS - 1, from, CHUNK)).get(0, ours);
        var reference = right[from + CHUNK - 1];
        largest = Math.max(largest, difference(ours, reference));
        if (margin(reference) >= SURE && best(ours) != best(reference)) {
          wrong.add("chunk to " + (from + CHUNK));
        }
      }
    }
    System.out.printf(
        "wrong_tokens %d of %d sure ones, largest difference of logits %.3f%n",
        wrong.size(), sure, largest);
    assertThat(wrong).isEmpty();
    assertThat(sure).isGreaterThan(600);
  }

  /** A conversation, as its template puts it. */
  private static int[] text(GgufFile file, LlamaConfig config) throws Exception {
    var vocabulary = Vocabulary.of(file.metadata(), config.vocabulary());
    try (var tokenizer = TextTokenizer.of(file.metadata(), vocabulary)) {
      return tokenizer.tokens(CONVERSATION);
    }
  }

  private static FloatBuffer done(Outcome<FloatBuffer> outcome) {
    return ((Outcome.Done<FloatBuffer>) outcome).value();
  }

  private static int best(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  private static float margin(float[] logits) {
    int best = best(logits);
    float second = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < logits.length; i++) {
      if (i != best) {
        second = Math.max(second, logits[i]);
      }
    }
    return logits[best] - second;
  }

  private static float difference(float[] a, float[] b) {
    float largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }
}
