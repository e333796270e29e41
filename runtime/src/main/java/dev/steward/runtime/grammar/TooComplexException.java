package dev.steward.runtime.grammar;

/** What may follow in a form takes too long to find out: everybody else would wait for it. */
public final class TooComplexException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TooComplexException() {
    super("what may follow takes too long to find out");
  }
}
