package dev.steward.tracing;

import java.util.List;
import java.util.function.Supplier;

/**
 * The requests that a thread computes something for, while it does: for models whose parts other
 * processes compute, which hand the traces on. Where nobody is told there are none.
 */
public final class ComputedFor {

  private static final ScopedValue<List<RequestSpan>> SPANS = ScopedValue.newInstance();

  private ComputedFor() {}

  /** Computes something for these. */
  public static <T> T during(List<RequestSpan> spans, Supplier<T> computation) {
    return spans.isEmpty()
        ? computation.get()
        : ScopedValue.where(SPANS, List.copyOf(spans)).call(computation::get);
  }

  /** Those that this thread computes for at the moment. */
  public static List<RequestSpan> now() {
    return SPANS.isBound() ? SPANS.get() : List.of();
  }
}
