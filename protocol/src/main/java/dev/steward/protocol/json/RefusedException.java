package dev.steward.protocol.json;

import dev.steward.core.error.Refusal;
import java.io.IOException;

/**
 * Ends the reading of a body that is refused. It is an {@link IOException} so that a stream can end
 * its reader with it, as one does that has seen more bytes than it may.
 */
public final class RefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  public RefusedException(Refusal refusal) {
    super(refusal.message());
    this.refusal = refusal;
  }

  /** Why the body is refused. */
  public Refusal refusal() {
    return refusal;
  }
}
