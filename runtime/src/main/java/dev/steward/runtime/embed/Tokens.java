package dev.steward.runtime.embed;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A model's own tokenizer: texts to tokens, special ones added, cut at the model's longest input.
 */
final class Tokens implements AutoCloseable {

  /** The file beside a model that says how its tokenizer works. */
  static final String FILE = "tokenizer.json";

  private final HuggingFaceTokenizer tokenizer;

  private Tokens(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * Loads {@code tokenizer.json} of {@code folder}.
   *
   * @throws LoadException when there is none, or it can't be read
   */
  static Tokens load(Path folder, int maxTokens) throws LoadException {
    var file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new LoadException(
          ErrorCode.MODEL_UNSUITABLE,
          "spec.model.uri",
          "task Embedding needs tokenizer.json beside the model, and there is none",
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
  List<long[]> of(List<String> texts) {
    return Arrays.stream(tokenizer.batchEncode(texts)).map(encoding -> encoding.getIds()).toList();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
