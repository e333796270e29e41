package dev.steward.runtime.llm;

import dev.steward.runtime.llm.Generation.Piece;
import dev.steward.tracing.Fact;
import dev.steward.tracing.FactKeys;
import dev.steward.tracing.RequestSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tells a request's span of the texts that were written for it: how long each waited for a slot,
 * its prompt was read and its tokens were written, and how many tokens that were. No word of them.
 */
final class ToldTexts {

  private final RequestSpan span;
  private final List<String> reasons = new ArrayList<>();
  private long written;

  ToldTexts(RequestSpan span) {
    this.span = span;
  }

  /** An answer has ended. */
  void ended(Piece.End end) {
    if (span.traceId().isEmpty()) {
      return;
    }
    parts(end);
    written += end.tokens();
    reasons.add(end.reason().name().toLowerCase(Locale.ROOT));
    span.add(Fact.of(FactKeys.INPUT_TOKENS, end.promptTokens()));
    span.add(Fact.of(FactKeys.OUTPUT_TOKENS, written));
    span.add(Fact.of(FactKeys.FINISH_REASONS, reasons));
    if (reasons.size() == 1) {
      // Answers after the first take over what it has read.
      span.add(Fact.of(FactKeys.CACHED_TOKENS, end.cached()));
      span.add(Fact.of(FactKeys.IN_QUEUE, end.times().waited().toNanos() / 1e9));
      span.add(Fact.of(FactKeys.TO_FIRST_TOKEN, end.times().toFirst().toNanos() / 1e9));
    }
  }

  private void parts(Piece.End end) {
    var times = end.times();
    long asked = times.askedNanos();
    long slot = asked + times.waited().toNanos();
    long first = asked + times.toFirst().toNanos();
    var choice = Fact.of(FactKeys.CHOICE, end.choice());
    span.part("queue", asked, slot, List.of(choice));
    span.part(
        "prefill",
        slot,
        first,
        List.of(
            choice,
            Fact.of(FactKeys.INPUT_TOKENS, end.promptTokens()),
            Fact.of(FactKeys.CACHED_TOKENS, end.cached())));
    span.part(
        "decode",
        first,
        first + times.afterFirst().toNanos(),
        List.of(choice, Fact.of(FactKeys.OUTPUT_TOKENS, end.tokens())));
  }
}
