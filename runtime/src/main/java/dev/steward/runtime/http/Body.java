package dev.steward.runtime.http;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.RefusedException;
import dev.steward.runtime.web.HttpLimits;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A request's body while it is read, unpacked where it is compressed: never more bytes than one
 * request may send, nor than all may hold together.
 */
final class Body extends InputStream {

  /** Taken from the budget at once. */
  private static final int STEP = 64 << 10;

  /**
   * So small a body doesn't count: connections bound them, and slow ones mustn't keep others out.
   */
  private static final int FREE = 16 << 10;

  private final Arriving arriving;
  private final Coding coding;
  private final HttpLimits limits;
  private final BodyBudget budget;
  private @Nullable InputStream decoded;
  private long read;
  private long taken;

  Body(Arriving arriving, Coding coding, HttpLimits limits, BodyBudget budget) {
    this.arriving = arriving;
    this.coding = coding;
    this.limits = limits;
    this.budget = budget;
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
    int count = unpacked(into, offset, Math.min(length, STEP));
    if (count > 0) {
      read += count;
      if (read > limits.bodyBytes()) {
        throw new RefusedException(tooLarge(limits));
      }
      hold();
    }
    return count;
  }

  private int unpacked(byte[] into, int offset, int length) throws IOException {
    try {
      if (decoded == null) {
        decoded = coding.decoded(arriving);
      }
      return decoded.read(into, offset, length);
    } catch (ZipException e) {
      throw new RefusedException(broken(String.valueOf(e.getMessage())));
    } catch (EOFException e) {
      if (arriving.ended()) {
        throw new RefusedException(broken("it ends too early"));
      }
      throw e;
    }
  }

  private Refusal broken(String why) {
    return Refusal.of(
        ErrorCode.INVALID_REQUEST,
        new Violation(
            "body",
            "it isn't " + coding.name().toLowerCase(Locale.ROOT) + ": " + why,
            "send what content-encoding says"));
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

  /** Gives back what it held; the request is answered. */
  @Override
  public void close() throws IOException {
    budget.give(taken);
    taken = 0;
    if (decoded != null && coding != Coding.IDENTITY) {
      // What it unpacks with is memory outside the heap.
      decoded.close();
    }
  }
}
