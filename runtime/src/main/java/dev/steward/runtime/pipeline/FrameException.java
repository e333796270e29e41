package dev.steward.runtime.pipeline;

import java.io.IOException;

/** What arrived is no frame; nothing after it on the connection can be trusted. */
final class FrameException extends IOException {

  private static final long serialVersionUID = 1L;

  FrameException(String problem) {
    super(problem);
  }
}
