package dev.steward.runtime.llm;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.runtime.gguf.GgufMetadata;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Texts to tokens. May be used by several threads. */
final class TextTokenizer implements AutoCloseable {

  private static final Map<String, String> OPTIONS =
      Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false");

  private final HuggingFaceTokenizer tokenizer;
  private final Optional<Integer> begin;

  private TextTokenizer(HuggingFaceTokenizer tokenizer, Optional<Integer> begin) {
    this.tokenizer = tokenizer;
    this.begin = begin;
  }

  /**
   * The one of a {@code tokenizer.json}.
   *
   * @throws LoadException when it can't be read
   */
  static TextTokenizer of(Path json) throws LoadException {
    try {
      var tokenizer = HuggingFaceTokenizer.newInstance(json, OPTIONS);
      return new TextTokenizer(tokenizer, added(tokenizer));
    } catch (IOException | RuntimeException e) {
      throw new LoadException(
          ErrorCode.MODEL_CORRUPT,
          "spec.model.uri",
          "tokenizer.json can't be read: " + e.getMessage(),
          "put there the file that came with the model");
    }
  }

  /** The token that a tokenizer puts before a text by itself, if it does. */
  private static Optional<Integer> added(HuggingFaceTokenizer tokenizer) {
    var bare = tokenizer.encode("a", false, false).getIds();
    var whole = tokenizer.encode("a", true, false).getIds();
    return whole.length > bare.length && whole[0] != bare[0]
        ? Optional.of(Math.toIntExact(whole[0]))
        : Optional.empty();
  }

  static TextTokenizer of(GgufMetadata metadata, Vocabulary vocabulary) throws LoadException {
    try (var json = new ByteArrayInputStream(TokenizerFile.json(metadata, vocabulary))) {
      return new TextTokenizer(HuggingFaceTokenizer.newInstance(json, OPTIONS), Optional.empty());
    } catch (IOException | RuntimeException e) {
      throw new LoadException(
          ErrorCode.MODEL_CORRUPT,
          "spec.model.uri",
          "the GGUF file's tokenizer can't be used: " + e.getMessage(),
          "check that the file is whole");
    }
  }

  /** The same, with which texts begin with a token. */
  TextTokenizer beginningWith(Optional<Integer> token) {
    return new TextTokenizer(tokenizer, token);
  }

  /** The token with which texts begin that no template has put together. */
  Optional<Integer> begin() {
    return begin;
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
