package dev.steward.gateway.task;

import java.io.IOException;
import java.io.Serial;

/** The place of tasks isn't to be had now. */
public final class BoardException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /** With what is wrong. */
  public BoardException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
