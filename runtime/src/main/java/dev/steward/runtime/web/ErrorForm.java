package dev.steward.runtime.web;

import dev.steward.core.error.Refusal;

/** How a refusal looks to a client. */
@FunctionalInterface
public interface ErrorForm {

  /**
   * The JSON that says it.
   *
   * @param path that was asked for, as it was sent; empty where there was none that could be read
   */
  byte[] of(String path, Refusal refusal);
}
