package dev.steward.gateway.proxy;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * A client's body on its way: what was read ahead to find the model, then the rest, counted as it
 * passes. Once it has failed, it fails the same way for ever. One reader at a time.
 */
final class ClientBody {

  /** Why a body broke off on the client's side. */
  enum Fault {
    /** It grew past the limit. */
    TOO_LARGE,
    /** Nothing came for the idle time. */
    SILENT,
    /** The client left. */
    GONE
  }

  private final Request request;
  private final long limit;
  private final long length;

  /** The answer may end, and with it what Jetty knows of the request, while the pod still reads. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Queue<Content.Chunk> readAhead;
  private final Runnable whenClosed;
  private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();
  private final Runnable available =
      Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::available);
  private volatile boolean demanded;
  private volatile boolean begun;
  private volatile boolean closed;
  private volatile Content.@Nullable Chunk end;
  private volatile @Nullable Fault fault;
  private long passed;

  /** A body of which nothing was read yet. */
  ClientBody(Request request, long limit) {
    this(request, limit, List.of(), () -> {});
  }

  /**
   * A body whose beginning was read already.
   *
   * @param whenClosed run once when what was read ahead is let go
   */
  ClientBody(Request request, long limit, List<Content.Chunk> readAhead, Runnable whenClosed) {
    this.request = request;
    this.limit = limit;
    this.length = length(request);
    this.readAhead = new ArrayDeque<>(readAhead);
    this.whenClosed = whenClosed;
  }

  /** In bytes; -1 if the client didn't say. */
  long length() {
    return length;
  }

  /** Without a length and without chunks, a request has no body (RFC 9112, 6.3). */
  private static long length(Request request) {
    var length = request.getLength();
    var chunked = request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    return length < 0 && !chunked ? 0 : length;
  }

  /** Whether some of it was taken, after which it can't be sent to another pod. */
  boolean begun() {
    return begun;
  }

  /** Whether it was read to its end, or there is none. */
  boolean complete() {
    var last = end;
    return length == 0 || (last != null && !Content.Chunk.isFailure(last));
  }

  /** What went wrong on the client's side, if anything did. */
  @Nullable Fault fault() {
    return fault;
  }

  Content.@Nullable Chunk read() {
    lock.lock();
    try {
      var last = end;
      if (last != null) {
        return last;
      }
      if (closed) {
        return Content.Chunk.from(new Abort("the answer is complete"), true);
      }
      var chunk = readAhead.isEmpty() ? request.read() : readAhead.remove();
      return chunk == null ? null : pass(chunk);
    } finally {
      lock.unlock();
    }
  }

  private Content.Chunk pass(Content.Chunk chunk) {
    begun = true;
    if (Content.Chunk.isFailure(chunk)) {
      var cause = chunk.getFailure();
      return failed(cause, cause instanceof TimeoutException ? Fault.SILENT : Fault.GONE);
    }
    passed += chunk.remaining();
    if (passed > limit) {
      chunk.release();
      return failed(new Abort("the body is larger than taken"), Fault.TOO_LARGE);
    }
    var passing = chunk.isLast() || !isEndNext() ? chunk : lastOf(chunk);
    if (passing.isLast()) {
      end = Content.Chunk.EOF;
    }
    return passing;
  }

  /**
   * Looks whether the end is there already. It must be known before the last bytes go to the pod:
   * the pod may answer at once, and a request whose end wasn't seen costs its connection.
   */
  private boolean isEndNext() {
    if (!readAhead.isEmpty()) {
      return false;
    }
    var next = request.read();
    if (next == null) {
      return false;
    }
    if (next.isLast() && !next.hasRemaining() && !Content.Chunk.isFailure(next)) {
      next.release();
      return true;
    }
    readAhead.add(next);
    return false;
  }

  private static Content.Chunk lastOf(Content.Chunk chunk) {
    return Content.Chunk.asChunk(chunk.getByteBuffer(), true, chunk);
  }

  /**
   * Runs the reader once when there is something to read; a reader that waited before is forgotten.
   */
  void demand(Runnable reader) {
    lock.lock();
    try {
      if (end == null && !closed && readAhead.isEmpty()) {
        demandFromClient(reader);
        return;
      }
    } finally {
      lock.unlock();
    }
    reader.run();
  }

  private void demandFromClient(Runnable reader) {
    waiting.set(reader);
    if (!demanded) {
      demanded = true;
      request.demand(available);
    }
  }

  /** What {@link #skip} found. */
  enum Skipped {
    SOME,
    NOTHING_YET,
    END
  }

  /** Reads on past any failure and throws away what comes; only after the client was answered. */
  Skipped skip() {
    var chunk = request.read();
    if (chunk == null) {
      return Skipped.NOTHING_YET;
    }
    chunk.release();
    return chunk.isLast() || Content.Chunk.isFailure(chunk) ? Skipped.END : Skipped.SOME;
  }

  /** As {@link #demand}, for {@link #skip}. */
  void demandSkip(Runnable reader) {
    demandFromClient(reader);
  }

  /** Lets go of what was read ahead and not sent; nothing but {@link #skip} reads from now on. */
  void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      readAhead.forEach(Content.Chunk::release);
      readAhead.clear();
    } finally {
      lock.unlock();
    }
    whenClosed.run();
  }

  private void available() {
    demanded = false;
    var reader = waiting.getAndSet(null);
    if (reader != null) {
      reader.run();
    }
  }

  private Content.Chunk failed(Throwable cause, Fault why) {
    var failure = Content.Chunk.from(cause, true);
    fault = why;
    end = failure;
    return failure;
  }
}
