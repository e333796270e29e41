package dev.steward.runtime.web;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.RefusedException;
import io.netty.buffer.ByteBuf;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A request's body between the event loop, which adds what comes, and the thread that reads it.
 *
 * <p>It holds {@link #HELD} bytes and what one read of the socket brings beyond them; until they
 * are read no more is taken from the client.
 */
final class RequestBody extends InputStream {

  /** Bytes at which no more is taken. */
  static final int HELD = 64 << 10;

  private static final byte[] NOTHING = {};

  private enum End {
    OPEN,
    WHOLE,
    /** Its bytes can't be told from what comes after them. */
    BROKEN,
    GONE
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Duration idle;
  private final Runnable more;
  private byte[] held = NOTHING;
  private int from;
  private int to;
  private End end = End.OPEN;
  private boolean awaited;
  private boolean dropped;

  /**
   * One of which nothing has come.
   *
   * @param idle how long nothing of it may come while it is read
   * @param more has more taken from the client; called by the reading thread
   */
  RequestBody(Duration idle, Runnable more) {
    this.idle = idle;
    this.more = more;
  }

  /** More of it has come. */
  void add(ByteBuf bytes) {
    lock.lock();
    try {
      int count = bytes.readableBytes();
      if (dropped || count == 0) {
        return;
      }
      room(count);
      bytes.readBytes(held, to, count);
      to += count;
      awaited = false;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  private void room(int count) {
    if (held.length - to >= count) {
      return;
    }
    int left = to - from;
    if (held.length - left < count) {
      held = Arrays.copyOfRange(held, from, from + Math.max(left + count, held.length));
    } else {
      System.arraycopy(held, from, held, 0, left);
    }
    from = 0;
    to = left;
  }

  /** All of it has come. */
  void whole() {
    end(End.WHOLE);
  }

  /** It can't be told where it ends. */
  void broken() {
    end(End.BROKEN);
  }

  /** Its client is gone. */
  void gone() {
    end(End.GONE);
  }

  private void end(End how) {
    lock.lock();
    try {
      if (end == End.OPEN) {
        end = how;
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nobody reads it any more: what comes isn't kept. */
  void drop() {
    lock.lock();
    try {
      dropped = true;
      held = NOTHING;
      from = 0;
      to = 0;
    } finally {
      lock.unlock();
    }
  }

  /** Whether more should be taken from the client now. */
  boolean takesMore() {
    lock.lock();
    try {
      awaited = end == End.OPEN && to - from < HELD;
      return awaited;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    lock.lock();
    try {
      while (from == to) {
        switch (end) {
          case WHOLE -> {
            return -1;
          }
          case BROKEN -> throw new RefusedException(unread());
          case GONE -> throw new EOFException("the client is gone");
          case OPEN -> await();
        }
      }
      int count = Math.min(length, to - from);
      System.arraycopy(held, from, into, offset, count);
      from += count;
      if (end == End.OPEN && !awaited && to - from < HELD / 2) {
        awaited = true;
        more.run();
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  private void await() throws IOException {
    awaited = true;
    more.run();
    try {
      long left = idle.toNanos();
      while (from == to && end == End.OPEN) {
        if (left <= 0) {
          throw new RefusedException(late());
        }
        left = arrived.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a body is read");
    }
  }

  @Override
  public int available() {
    lock.lock();
    try {
      return to - from;
    } finally {
      lock.unlock();
    }
  }

  private Refusal late() {
    return Refusal.of(
        ErrorCode.REQUEST_TIMEOUT,
        new Violation(
            "body", "nothing of it came for " + idle.toMillis() + " ms", "send it faster"));
  }

  private static Refusal unread() {
    return Refusal.of(
        ErrorCode.INVALID_REQUEST,
        new Violation(
            "body",
            "it can't be told where it ends",
            "send chunks as HTTP/1.1 has them, or a content-length"));
  }
}
