package dev.steward.runtime.pool;

import dev.steward.tracing.Fact;
import dev.steward.tracing.FactKeys;
import dev.steward.tracing.RequestSpan;
import java.util.List;

/**
 * Tells the spans of requests what was computed for them. Those that were computed together are
 * told the same, and how many they were; one with several pieces of work among them is told once.
 */
final class ToldRuns {

  private ToldRuns() {}

  /** Those that are told, each once. */
  static List<RequestSpan> spans(List<? extends Run<?, ?>> runs) {
    if (runs.size() == 1 && runs.getFirst().span().traceId().isEmpty()) {
      // Most of all where nobody is told: each request comes by here.
      return List.of();
    }
    return runs.stream()
        .map(run -> run.span())
        .filter(span -> span.traceId().isPresent())
        .distinct()
        .toList();
  }

  /**
   * Runs were computed.
   *
   * @param turn when they began to be, on the clock of {@link System#nanoTime}
   * @param ended when that was over, on the same
   */
  static void tell(List<? extends Run<?, ?>> runs, long turn, long ended) {
    var spans = spans(runs);
    if (spans.isEmpty()) {
      return;
    }
    var facts =
        List.of(
            Fact.of(FactKeys.BATCH_SIZE, runs.size()),
            Fact.of(FactKeys.BATCH_ROWS, runs.stream().mapToLong(Run::rows).sum()));
    for (var span : spans) {
      span.part("queue", queued(runs, span), turn, List.of());
      span.part("compute", turn, ended, facts);
    }
  }

  private static long queued(List<? extends Run<?, ?>> runs, RequestSpan span) {
    return runs.stream()
        .filter(run -> run.span().equals(span))
        .mapToLong(Run::queued)
        .reduce((a, b) -> a - b < 0 ? a : b)
        .orElseThrow();
  }
}
