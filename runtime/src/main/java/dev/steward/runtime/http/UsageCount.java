package dev.steward.runtime.http;

import dev.steward.protocol.openai.GenerationJson.Usage;
import dev.steward.runtime.llm.Generation.Piece;
import dev.steward.runtime.metrics.RuntimeMetrics;
import java.util.Locale;

/** Counts the tokens of a request's answers; the prompt, which they share, once. */
final class UsageCount {

  private final RuntimeMetrics metrics;
  private int prompt;
  private int cached;
  private int written;

  UsageCount(RuntimeMetrics metrics) {
    this.metrics = metrics;
  }

  /** An answer has ended. */
  void add(Piece.End end) {
    prompt = end.promptTokens();
    // The first answer's: those after it take over all that it has read.
    cached = end.choice() == 0 ? end.cached() : cached;
    metrics.written(end.reason().name().toLowerCase(Locale.ROOT), end.tokens(), end.times());
    metrics.promptRead(end.promptTokens() - end.cached(), end.cached());
    written += end.tokens();
  }

  /** Those that were counted. */
  Usage usage() {
    return new Usage(prompt, cached, written);
  }
}
