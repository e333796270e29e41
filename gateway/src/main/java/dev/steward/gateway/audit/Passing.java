package dev.steward.gateway.audit;

import java.nio.ByteBuffer;

/**
 * Sees what is asked and answered as it passes, in pieces. Called on threads that carry requests:
 * it copies what it wants, leaves buffers as they are, and never blocks.
 */
public interface Passing {

  /** The next bytes of the request's body. */
  void request(ByteBuffer bytes);

  /** The next bytes of the answer's body, on their way to the client. */
  void answer(ByteBuffer bytes);
}
