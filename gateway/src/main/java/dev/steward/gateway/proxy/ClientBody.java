package dev.steward.gateway.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
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

  /** Bytes of a call that are kept until its pod answers, so that it can be sent to another. */
  private static final int MOST_TAKEN = 16 << 10;

  private final Request request;
  private final long limit;
  private final long length;

  /** Of a call, whose messages are bounded one by one; empty: the body is, as a whole. */
  private final Optional<MessageLengths> messages;

  /** The answer may end, and with it what Jetty knows of the request, while the pod still reads. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Deque<Content.Chunk> readAhead;
  private final Runnable whenClosed;
  private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();
  private final Runnable available =
      Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::available);
  private volatile boolean demanded;
  private volatile boolean begun;
  private volatile boolean closed;
  private volatile Content.@Nullable Chunk end;
  private volatile @Nullable Fault fault;
  private volatile boolean wholeKept;
  private @Nullable Keep keep;

  /** What was taken of a call's body, unless it is too much to be kept. */
  private @Nullable ByteArrayOutputStream taken;

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
    this.messages =
        GrpcWire.isHttp2(request) ? Optional.of(new MessageLengths(limit)) : Optional.empty();
    this.taken = messages.isPresent() ? new ByteArrayOutputStream() : null;
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
    if (GrpcWire.isHttp2(request)) {
      return length;
    }
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

  /** Whether the client has nothing more to send. */
  boolean arrived() {
    return wholeKept || complete();
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
    var tooLarge =
        messages.map(lengths -> lengths.exceed(chunk.getByteBuffer())).orElse(passed > limit);
    if (tooLarge) {
      chunk.release();
      return failed(new Abort("the body is larger than taken"), Fault.TOO_LARGE);
    }
    remember(chunk.getByteBuffer());
    var passing = chunk.isLast() || !isEndNext() ? chunk : lastOf(chunk);
    if (passing.isLast()) {
      end = Content.Chunk.EOF;
    }
    return passing;
  }

  private void remember(ByteBuffer bytes) {
    var kept = taken;
    if (kept != null) {
      if (kept.size() + bytes.remaining() > MOST_TAKEN) {
        taken = null;
      } else {
        var copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        kept.writeBytes(copy);
      }
    }
  }

  /**
   * Goes back to the beginning, for a pod that has done nothing with it.
   *
   * @return false if what was taken isn't here any more
   */
  boolean rewind() {
    lock.lock();
    try {
      var kept = taken;
      if (closed || fault != null || kept == null) {
        return false;
      }
      var whole = end != null;
      if (kept.size() > 0 || whole) {
        readAhead.addFirst(Content.Chunk.from(ByteBuffer.wrap(kept.toByteArray()), whole));
      }
      taken = new ByteArrayOutputStream();
      end = null;
      begun = false;
      passed = 0;
      messages.ifPresent(MessageLengths::restart);
      return true;
    } finally {
      lock.unlock();
    }
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

  /**
   * Reads ahead while the request waits, and keeps what comes: only who reads notices that the
   * client leaves. Ends by itself at the body's end, at the first fault, or when there is no room.
   */
  void keep(Keeper keeper) {
    lock.lock();
    try {
      if (keep != null) {
        // It waits for the second time: what was kept is read ahead, and is counted anew.
        keep.keeper.free(keep.bytes.size());
      }
      keep = new Keep(keeper);
    } finally {
      lock.unlock();
    }
    readOn();
  }

  /** Keeps no more; what was kept is read first from now on. */
  void keepNoMore() {
    lock.lock();
    try {
      var current = keep;
      if (current != null && current.reading) {
        current.reading = false;
        readAhead.addAll(current.chunks());
      }
    } finally {
      lock.unlock();
    }
  }

  private void readOn() {
    var then = underLock(() -> keep == null ? null : readOn(keep));
    if (then != null) {
      then.run();
    }
  }

  private @Nullable Runnable underLock(Supplier<@Nullable Runnable> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** What is to be told, if that was the end of it. */
  private @Nullable Runnable readOn(Keep current) {
    while (current.reading) {
      var chunk = readAhead.isEmpty() ? request.read() : readAhead.remove();
      if (chunk == null) {
        demandFromClient(this::readOn);
        return null;
      }
      if (Content.Chunk.isFailure(chunk)) {
        current.reading = false;
        var _ = pass(chunk);
        return () -> current.keeper.broken(chunk.getFailure());
      }
      var last = chunk.isLast();
      var fits = current.take(chunk, limit);
      if (fits != Keep.Fit.FITS) {
        keepNoMore();
        return fits == Keep.Fit.NO_ROOM ? current.keeper::noRoom : current.keeper::tooLarge;
      }
      if (last) {
        current.whole = true;
        wholeKept = true;
        var bytes = current.bytes.toByteArray();
        keepNoMore();
        return () -> current.keeper.whole(bytes);
      }
    }
    return null;
  }

  /** Is told how reading ahead went, and gives it room. */
  interface Keeper {
    /** Whether there is room for so many bytes more. */
    boolean room(int bytes);

    /** What had room is no longer kept. */
    void free(int bytes);

    /** All of the body is here. */
    void whole(byte[] body);

    /** The client's side broke off. */
    void broken(Throwable cause);

    /** There is no room for the rest. */
    void noRoom();

    /** The body is larger than taken. */
    void tooLarge();
  }

  /** What was read ahead; copied, for a chunk of one byte can hold a whole buffer. */
  private static final class Keep {
    enum Fit {
      FITS,
      NO_ROOM,
      TOO_LARGE
    }

    final Keeper keeper;
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean reading = true;
    boolean whole;

    Keep(Keeper keeper) {
      this.keeper = keeper;
    }

    Fit take(Content.Chunk chunk, long limit) {
      var taken = new byte[chunk.remaining()];
      chunk.getByteBuffer().get(taken);
      chunk.release();
      if (bytes.size() + (long) taken.length > limit) {
        return Fit.TOO_LARGE;
      }
      if (!keeper.room(taken.length)) {
        return Fit.NO_ROOM;
      }
      bytes.writeBytes(taken);
      return Fit.FITS;
    }

    List<Content.Chunk> chunks() {
      return bytes.size() == 0 && !whole
          ? List.of()
          : List.of(Content.Chunk.from(ByteBuffer.wrap(bytes.toByteArray()), whole));
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
      if (keep != null) {
        keep.reading = false;
        keep.keeper.free(keep.bytes.size());
        keep = null;
      }
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
