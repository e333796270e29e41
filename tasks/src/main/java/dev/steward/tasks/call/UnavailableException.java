package dev.steward.tasks.call;

/** The service is full, or isn't there, for longer than a client waits. No item is to blame. */
public final class UnavailableException extends Exception {

  private static final long serialVersionUID = 1L;

  UnavailableException(String problem) {
    super(problem);
  }
}
