package dev.steward.runtime.http;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.RefusedException;
import dev.steward.runtime.pool.Deadline;
import dev.steward.runtime.web.HttpLimits;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of a request's body as they arrive: never more than one request may send, nor later
 * than they must be there.
 */
final class Arriving extends InputStream {

  private final InputStream bytes;
  private final HttpLimits limits;
  private final Deadline deadline;
  private long read;
  private boolean ended;

  Arriving(InputStream bytes, HttpLimits limits) {
    this.bytes = bytes;
    this.limits = limits;
    this.deadline = Deadline.in(limits.body());
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (deadline.passed()) {
      throw new RefusedException(late());
    }
    int count = bytes.read(into, offset, length);
    ended = count < 0;
    read += Math.max(0, count);
    if (read > limits.bodyBytes()) {
      throw new RefusedException(Body.tooLarge(limits));
    }
    return count;
  }

  @Override
  public int available() throws IOException {
    return bytes.available();
  }

  /** Whether all of them have arrived. */
  boolean ended() {
    return ended;
  }

  private Refusal late() {
    return Refusal.of(
        ErrorCode.REQUEST_TIMEOUT,
        new Violation(
            "body",
            "it wasn't there after " + deadline.allowed().toMillis() + " ms",
            "send it faster"));
  }
}
