package dev.steward.runtime.http;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.RefusedException;
import dev.steward.runtime.pool.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeoutException;

/**
 * A request's body while it is read: never more bytes than one request may send, nor than all may
 * hold together, nor later than it must be there.
 */
final class Body extends InputStream {

  /** Taken from the budget at once. */
  private static final int STEP = 64 << 10;

  /**
   * So small a body doesn't count: connections bound them, and slow ones mustn't keep others out.
   */
  private static final int FREE = 16 << 10;

  private final InputStream bytes;
  private final HttpLimits limits;
  private final BodyBudget budget;
  private final Deadline deadline;
  private long read;
  private long taken;

  Body(InputStream bytes, HttpLimits limits, BodyBudget budget) {
    this.bytes = bytes;
    this.limits = limits;
    this.budget = budget;
    this.deadline = Deadline.in(limits.body());
  }

  /** What a body is told that has more bytes than one request may send. */
  static Refusal tooLarge(HttpLimits limits) {
    return Refusal.of(
        ErrorCode.REQUEST_TOO_LARGE,
        new Violation(
            "body", "it has more than " + limits.bodyBytes() + " bytes", "send less at a time"));
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (deadline.passed()) {
      throw new RefusedException(late(deadline.allowed().toMillis()));
    }
    int count;
    try {
      count = bytes.read(into, offset, Math.min(length, STEP));
    } catch (IOException e) {
      if (e.getCause() instanceof TimeoutException) {
        throw new RefusedException(late(limits.idle().toMillis()));
      }
      throw e;
    }
    if (count > 0) {
      read += count;
      if (read > limits.bodyBytes()) {
        throw new RefusedException(tooLarge(limits));
      }
      hold();
    }
    return count;
  }

  /** Takes from the budget what was read, in steps. */
  private void hold() throws RefusedException {
    while (taken < read - FREE) {
      if (!budget.take(STEP)) {
        throw new RefusedException(
            Refusal.of(
                ErrorCode.QUEUE_FULL,
                "requests being answered hold "
                    + limits.allBodiesBytes()
                    + " bytes, which is all they may; try again in a moment"));
      }
      taken += STEP;
    }
  }

  private static Refusal late(long millis) {
    return Refusal.of(
        ErrorCode.REQUEST_TIMEOUT,
        new Violation("body", "it wasn't there after " + millis + " ms", "send it faster"));
  }

  /** Gives back what it held; the request is answered. */
  @Override
  public void close() {
    budget.give(taken);
    taken = 0;
  }
}
