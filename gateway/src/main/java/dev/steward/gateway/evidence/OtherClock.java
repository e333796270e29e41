package dev.steward.gateway.evidence;

import java.io.IOException;
import java.time.Instant;

/** A clock that isn't this machine's, such as the API server's. */
@FunctionalInterface
public interface OtherClock {

  /**
   * The time there, to the second; asked anew each time.
   *
   * @throws IOException if it can't be told now
   */
  Instant read() throws IOException;
}
