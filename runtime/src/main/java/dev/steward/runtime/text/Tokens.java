package dev.steward.runtime.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.util.PairList;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.model.ModelTask;
import dev.steward.runtime.text.PlacedTokens.End;
import dev.steward.runtime.text.PlacedTokens.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A model's own tokenizer: texts to tokens, special ones added, cut at the model's longest input.
 */
public final class Tokens implements AutoCloseable {

  /** The file beside a model that says how its tokenizer works. */
  public static final String FILE = "tokenizer.json";

  private final HuggingFaceTokenizer tokenizer;

  private Tokens(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * Loads {@code tokenizer.json} of {@code folder}.
   *
   * @throws LoadException when there is none, or it can't be read
   */
  public static Tokens load(Path folder, int maxTokens, ModelTask task) throws LoadException {
    var file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new LoadException(
          ErrorCode.MODEL_UNSUITABLE,
          "spec.model.uri",
          "task " + task.text() + " needs tokenizer.json beside the model, and there is none",
          "put it into the model's folder, or use task: Tensor");
    }
    var longest = String.valueOf(maxTokens);
    var options =
        Map.of(
            "truncation",
            "true",
            "padding",
            "false",
            "maxLength",
            longest,
            "modelMaxLength",
            longest);
    try {
      return new Tokens(HuggingFaceTokenizer.newInstance(file, options));
    } catch (IOException | RuntimeException e) {
      throw new LoadException(
          ErrorCode.MODEL_CORRUPT,
          "spec.model.uri",
          "tokenizer.json can't be read: " + e.getMessage(),
          "put there the tokenizer.json that came with the model");
    }
  }

  /** The tokens of each text. */
  public List<TokenRow> of(List<String> texts) {
    return Arrays.stream(tokenizer.batchEncode(texts))
        .map(encoding -> TokenRow.of(encoding.getIds()))
        .toList();
  }

  /**
   * The tokens of pairs of texts, of which the longer one is cut first.
   *
   * @param second as many as {@code first}
   */
  public List<TokenRow> ofPairs(List<String> first, List<String> second) {
    return Arrays.stream(tokenizer.batchEncode(new PairList<>(first, second)))
        .map(encoding -> TokenRow.of(encoding.getIds(), encoding.getTypeIds()))
        .toList();
  }

  /** The tokens of each text, with their places in it. */
  List<PlacedTokens> placed(List<String> texts) {
    return Arrays.stream(tokenizer.batchEncode(texts)).map(Tokens::placed).toList();
  }

  private static PlacedTokens placed(Encoding encoding) {
    var special = encoding.getSpecialTokenMask();
    var spans = encoding.getCharTokenSpans();
    var places =
        IntStream.range(0, spans.length)
            .mapToObj(i -> special[i] == 1 ? Optional.<Place>empty() : place(spans[i]))
            .toList();
    return new PlacedTokens(
        TokenRow.of(encoding.getIds()), places, encoding.exceedMaxLength() ? End.CUT : End.WHOLE);
  }

  private static Optional<Place> place(@Nullable CharSpan span) {
    return span == null || span.getEnd() <= span.getStart()
        ? Optional.empty()
        : Optional.of(new Place(span.getStart(), span.getEnd()));
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
