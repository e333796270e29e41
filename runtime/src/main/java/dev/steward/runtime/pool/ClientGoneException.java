package dev.steward.runtime.pool;

import java.io.IOException;

/** Nobody waits for the answer any more, and it isn't computed. */
public final class ClientGoneException extends IOException {

  private static final long serialVersionUID = 1L;

  public ClientGoneException() {
    super("the client has closed its connection");
  }
}
