package dev.steward.gateway.proxy;

import java.io.IOException;

/** One more connection to a pod wasn't there in time, while it is reached by others. */
final class SlowToAccept extends IOException {
  private static final long serialVersionUID = 1;

  SlowToAccept(Throwable cause) {
    super("the pod takes no more connections now", cause);
  }
}
