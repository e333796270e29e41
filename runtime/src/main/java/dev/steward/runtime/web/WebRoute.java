package dev.steward.runtime.web;

import java.io.IOException;

/** Answers requests to a path; runs on a virtual thread, and may block. */
@FunctionalInterface
public interface WebRoute {

  /**
   * Answers one.
   *
   * @throws IOException when the client is gone or its body can't be read
   */
  void answer(WebRequest request) throws IOException, InterruptedException;
}
