package dev.steward.runtime.http;

import dev.steward.protocol.openai.GenerationJson.Usage;
import dev.steward.runtime.llm.Generation.Piece;

/** Counts the tokens of a request's answers; the prompt, which they share, once. */
final class UsageCount {

  private int prompt;
  private int written;

  /** An answer has ended. */
  void add(Piece.End end) {
    prompt = end.promptTokens();
    written += end.tokens();
  }

  /** Those that were counted. */
  Usage usage() {
    return new Usage(prompt, written);
  }
}
