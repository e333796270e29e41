package dev.steward.store;

import java.io.IOException;

/** What another attempt won't change: an answer of a server, or what an archive holds. */
public final class RefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String problem;

  RefusedException(String problem) {
    super(problem);
    this.problem = problem;
  }

  /** What it is. */
  public String problem() {
    return problem;
  }
}
