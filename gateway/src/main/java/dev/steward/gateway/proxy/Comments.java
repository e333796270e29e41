package dev.steward.gateway.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the connection of a client that waits for a stream of events: a comment line now and then,
 * which clients skip (WHATWG HTML, 9.2.6), so that nothing on the way takes the silence for death.
 *
 * <p>The first one commits the answer to status 200 and a stream, so it isn't sent before the wait
 * has become long. What the answer turns out to be is then told as an event.
 */
final class Comments {
  /** Well below the minute after which balancers give up, well above a usual start. */
  static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

  static final String EVENT_STREAM = "text/event-stream";

  private static final byte[] COMMENT =
      ": waiting for a replica\n\n".getBytes(StandardCharsets.UTF_8);

  private final Response response;
  private final Consumer<Throwable> whenNotTaken;
  private final ReentrantLock lock = new ReentrantLock();
  private long last;
  private boolean writing;
  private boolean ended;
  private @Nullable Runnable next;

  /**
   * @param since when the wait began, as of {@link System#nanoTime()}
   * @param whenNotTaken told if the client took no comment
   */
  Comments(Response response, long since, Consumer<Throwable> whenNotTaken) {
    this.response = response;
    this.last = since;
    this.whenNotTaken = whenNotTaken;
  }

  /** Writes a comment if it is time for one. */
  void pass(long now) {
    lock.lock();
    try {
      if (writing || ended || now - last < EVERY_NANOS) {
        return;
      }
      writing = true;
      last = now;
    } finally {
      lock.unlock();
    }
    if (!response.isCommitted()) {
      response.setStatus(200);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, EVENT_STREAM);
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    }
    response.write(false, ByteBuffer.wrap(COMMENT), Callback.from(this::written, this::notTaken));
  }

  /** Writes no more, and then runs {@code then}: at once, or when the last comment has gone. */
  void end(Runnable then) {
    lock.lock();
    try {
      ended = true;
      if (writing) {
        next = then;
        return;
      }
    } finally {
      lock.unlock();
    }
    then.run();
  }

  private void written() {
    Runnable then;
    lock.lock();
    try {
      writing = false;
      then = next;
    } finally {
      lock.unlock();
    }
    if (then != null) {
      then.run();
    }
  }

  private void notTaken(Throwable cause) {
    whenNotTaken.accept(cause);
    written();
  }
}
