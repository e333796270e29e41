package dev.steward.runtime.engine;

import dev.steward.core.error.LoadException;

/** No session can be had on the GPU. */
final class GpuException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient LoadException fault;

  GpuException(LoadException fault) {
    super(fault);
    this.fault = fault;
  }

  /** What to say where nothing but the GPU will do. */
  LoadException fault() {
    return fault;
  }
}
