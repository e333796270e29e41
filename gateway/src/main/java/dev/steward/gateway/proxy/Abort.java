package dev.steward.gateway.proxy;

import org.eclipse.jetty.io.QuietException;

/** Why the gateway itself ends an exchange; it carries no stack and isn't logged by Jetty. */
final class Abort extends QuietException.Exception {
  private static final long serialVersionUID = 1L;

  Abort(String why) {
    super(why);
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
