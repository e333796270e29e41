package dev.steward.tasks.trace;

import dev.steward.tracing.Fact;
import dev.steward.tracing.FactKeys;
import dev.steward.tracing.RequestSpan;
import dev.steward.tracing.RequestSpan.Verdict;
import java.util.List;
import java.util.Optional;

/** A part of a task while it is under way. Closed without a word it was broken off. */
public final class PartSpan implements AutoCloseable {

  private static final String BROKEN_OFF = "broken_off";

  private final RequestSpan span;
  private Optional<String> error = Optional.of(BROKEN_OFF);

  private PartSpan(RequestSpan span) {
    this.span = span;
  }

  /** A part of {@code whole} begins. */
  public static PartSpan begin(RequestSpan whole, String name, Fact... facts) {
    return new PartSpan(whole.begin(name, List.of(facts)));
  }

  /** What parts of its own are told to. */
  public RequestSpan span() {
    return span;
  }

  /** More is known of it now. */
  public void add(Fact fact) {
    span.add(fact);
  }

  /** It is over as it should be. */
  public void done() {
    error = Optional.empty();
  }

  /**
   * It is over, and has failed.
   *
   * @param code of an error, a word of ours
   */
  public void failed(String code) {
    error = Optional.of(code);
  }

  @Override
  public void close() {
    error.ifPresent(code -> span.add(Fact.of(FactKeys.ERROR, code)));
    span.end(error.isPresent() ? Verdict.ERROR : Verdict.UNSET);
  }
}
