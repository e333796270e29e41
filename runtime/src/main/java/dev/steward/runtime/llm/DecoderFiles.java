package dev.steward.runtime.llm;

import static java.util.Objects.requireNonNull;

import dev.steward.core.error.LoadException;
import dev.steward.runtime.gguf.GgufTensors;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the files of a model that writes say, whatever their format.
 *
 * @param weights by the names that GGUF has for them
 * @param template by which messages become a text
 * @param marks tokens that the template may name, such as {@code bos_token}
 * @param ends tokens with which the model ends a text, as its files say
 */
record DecoderFiles(
    LlamaConfig config,
    GgufTensors weights,
    Vocabulary vocabulary,
    Tokenizing tokenizing,
    Optional<String> template,
    Map<String, String> marks,
    Set<Integer> ends) {

  /** How the model's tokenizer is loaded. */
  interface Tokenizing {
    /** Loads it; whoever gets it closes it. */
    TextTokenizer load() throws LoadException;
  }

  DecoderFiles {
    requireNonNull(template, "template");
    marks = Map.copyOf(marks);
    ends = Set.copyOf(ends);
  }
}
