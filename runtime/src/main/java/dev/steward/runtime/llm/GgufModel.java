package dev.steward.runtime.llm;

import dev.steward.core.error.LoadException;
import dev.steward.runtime.gguf.GgufFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Optional;

/** Reads a model that writes from a GGUF file. */
final class GgufModel {

  private GgufModel() {}

  /**
   * What the file says.
   *
   * @throws LoadException when it has no such model
   */
  static DecoderFiles open(Path path) throws LoadException {
    var file = GgufFile.open(path);
    var metadata = file.metadata();
    var config = LlamaConfig.of(file);
    var vocabulary = Vocabulary.of(metadata, config.vocabulary());
    int most = vocabulary.size() - 1;
    var first = metadata.whole("tokenizer.ggml.bos_token_id", 0, most);
    var end = metadata.whole("tokenizer.ggml.eos_token_id", 0, most);
    Optional<Integer> begin =
        metadata.truth("tokenizer.ggml.add_bos_token").orElse(false) ? first : Optional.empty();
    var ends = new HashSet<Integer>();
    end.ifPresent(ends::add);
    metadata.whole("tokenizer.ggml.eot_token_id", 0, most).ifPresent(ends::add);
    var marks = new HashMap<String, String>();
    first.ifPresent(id -> marks.put("bos_token", vocabulary.token(id)));
    end.ifPresent(id -> marks.put("eos_token", vocabulary.token(id)));
    return new DecoderFiles(
        config,
        file,
        vocabulary,
        () -> TextTokenizer.of(metadata, vocabulary).beginningWith(begin),
        metadata.text("tokenizer.chat_template"),
        marks,
        ends);
  }
}
