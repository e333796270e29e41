package dev.steward.runtime.web;

/** A port can't be opened, most often because another process has it. */
public final class PortException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public PortException(int port, Throwable cause) {
    super("port " + port + " can't be opened; is another process using it?", cause);
  }
}
