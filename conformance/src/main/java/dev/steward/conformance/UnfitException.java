package dev.steward.conformance;

/** The server can't be looked at: it has no model that requests could be made for. */
public final class UnfitException extends Exception {

  private static final long serialVersionUID = 1L;

  UnfitException(String message) {
    super(message);
  }
}
