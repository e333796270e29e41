package dev.steward.runtime.onnx;

import java.io.IOException;

/** A file isn't a model that can be read; the message says why, for its owner. */
public final class BrokenModelException extends IOException {

  private static final long serialVersionUID = 1L;

  public BrokenModelException(String reason) {
    super(reason);
  }
}
