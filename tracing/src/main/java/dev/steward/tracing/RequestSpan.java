package dev.steward.tracing;

import java.util.List;
import java.util.Optional;

/**
 * One request in this process, or a piece of work like it. May be used by several threads; it is
 * ended once.
 */
public interface RequestSpan {

  /** Parts of one request that are told of, at most. */
  int MOST_PARTS = 64;

  /** Of a request that nobody is told of. */
  static RequestSpan none() {
    return Off.SPAN;
  }

  /** The trace's id, 32 hexadecimal digits, for logs; empty where nobody is told. */
  Optional<String> traceId();

  /**
   * What the next process is to be sent, in place of what came; empty: that goes on as it is. Also
   * of a request that isn't sampled, for the next process is to know.
   */
  Optional<TraceContext> handOn();

  /** More is known of it now: what its span is called. */
  void named(String name);

  /** More is known of it now. */
  void add(Fact fact);

  /**
   * A part of it is over. After {@link #MOST_PARTS} they are only counted.
   *
   * @param fromNanos when it began, on the clock of {@link System#nanoTime}
   * @param toNanos when it ended, on the same
   */
  void part(String name, long fromNanos, long toNanos, List<Fact> facts);

  /**
   * A part of it begins that has parts of its own, or goes on in another process. Whoever gets it
   * ends it. After {@link #MOST_PARTS} a part has no span: what it hands on, and what is told of
   * it, is the whole's.
   */
  RequestSpan begin(String name, List<Fact> facts);

  /** It is over; what else is told of it is dropped. */
  void end(Verdict verdict);

  /** How a request ended, as its span says. */
  enum Verdict {
    /** Answered, or refused because of what was asked. */
    UNSET,
    /** Not answered for a reason that isn't the client's. */
    ERROR
  }
}
