package dev.steward.runtime.http;

import dev.steward.core.error.Outcome;
import java.io.IOException;

/** Says what the answer to a request is. */
@FunctionalInterface
interface Route {

  /**
   * The answer, or the refusal.
   *
   * @throws IOException when the client is gone or its body can't be read
   */
  Outcome<Reply> answer(Exchange exchange) throws IOException, InterruptedException;
}
