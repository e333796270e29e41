package dev.steward.runtime.llm;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.runtime.gguf.GgufMetadata;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/** Texts to tokens. May be used by several threads. */
final class TextTokenizer implements AutoCloseable {

  private final HuggingFaceTokenizer tokenizer;

  private TextTokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  static TextTokenizer of(GgufMetadata metadata, Vocabulary vocabulary) throws LoadException {
    var options = Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false");
    try (var json = new ByteArrayInputStream(TokenizerFile.json(metadata, vocabulary))) {
      return new TextTokenizer(HuggingFaceTokenizer.newInstance(json, options));
    } catch (IOException | RuntimeException e) {
      throw new LoadException(
          ErrorCode.MODEL_CORRUPT,
          "spec.model.uri",
          "the GGUF file's tokenizer can't be used: " + e.getMessage(),
          "check that the file is whole");
    }
  }

  /** The tokens of a text; marks in it become theirs. */
  int[] tokens(String text) {
    return Arrays.stream(tokenizer.encode(text, false, false).getIds())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
