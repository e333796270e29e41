package dev.steward.gateway.proxy;

import dev.steward.core.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;

/** Reads a body to its end and keeps it, unless one of the bounds is met. */
final class BodyCollection {

  /** How it ended. */
  sealed interface Outcome {
    /** With the body, which can be read from its beginning again. */
    record Ended(Collected collected, ClientBody body) implements Outcome {}

    /** It came too slowly, or is larger than any body may be. */
    record Refused(ErrorCode code, String message) implements Outcome {}

    /** The client left. */
    record Gone(Throwable why) implements Outcome {}
  }

  private final ClientCall call;
  private final ClientBody unread;
  private final Limits limits;
  private final int most;
  private final long deadlineNanos;
  private final IntPredicate room;
  private final Consumer<Outcome> then;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final Runnable whenAvailable =
      Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::read);

  /**
   * A collection that hasn't begun.
   *
   * @param unread the body, of whose bytes some may have been read ahead
   * @param most bytes that are wanted at most
   * @param deadlineNanos {@link System#nanoTime()} by which it must be here
   * @param room takes room for so many bytes more, if there is
   * @param then called once, on the thread on which the last bytes came
   */
  BodyCollection(
      ClientCall call,
      ClientBody unread,
      Limits limits,
      int most,
      long deadlineNanos,
      IntPredicate room,
      Consumer<Outcome> then) {
    this.call = call;
    this.unread = unread;
    this.limits = limits;
    this.most = most;
    this.deadlineNanos = deadlineNanos;
    this.room = room;
    this.then = then;
  }

  void read() {
    while (true) {
      var chunk = unread.read();
      if (chunk == null) {
        unread.demand(whenAvailable);
        return;
      }
      if (take(chunk)) {
        return;
      }
    }
  }

  /** Whether that was the end. */
  private boolean take(Content.Chunk chunk) {
    if (Content.Chunk.isFailure(chunk)) {
      then.accept(failed(chunk.getFailure()));
      return true;
    }
    if (System.nanoTime() - deadlineNanos > 0) {
      chunk.release();
      then.accept(
          new Outcome.Refused(
              ErrorCode.DEADLINE_EXCEEDED,
              "body: it wasn't here when its answer was due; send it faster"));
      return true;
    }
    if (kept.size() + (long) chunk.remaining() > most) {
      then.accept(new Outcome.Ended(new Collected.TooLarge(), body(chunk)));
      return true;
    }
    if (!room.test(chunk.remaining())) {
      then.accept(new Outcome.Ended(new Collected.NoRoom(), body(chunk)));
      return true;
    }
    var bytes = new byte[chunk.remaining()];
    chunk.getByteBuffer().get(bytes);
    kept.writeBytes(bytes);
    var last = chunk.isLast();
    chunk.release();
    if (last) {
      var all = kept.toByteArray();
      then.accept(
          new Outcome.Ended(
              new Collected.All(all),
              again(List.of(Content.Chunk.from(ByteBuffer.wrap(all), true)))));
    }
    return last;
  }

  private Outcome failed(Throwable why) {
    return switch (unread.fault()) {
      case TOO_LARGE ->
          new Outcome.Refused(
              ErrorCode.REQUEST_TOO_LARGE,
              "body: larger than the %d bytes taken".formatted(limits.bodyBytes()));
      case SILENT ->
          new Outcome.Refused(
              ErrorCode.REQUEST_TIMEOUT, "body: nothing came for too long; send it faster");
      case GONE -> new Outcome.Gone(why);
      case null -> new Outcome.Gone(why);
    };
  }

  private ClientBody body(Content.Chunk next) {
    var chunks = new ArrayList<Content.Chunk>();
    if (kept.size() > 0) {
      chunks.add(Content.Chunk.from(ByteBuffer.wrap(kept.toByteArray()), false));
    }
    chunks.add(next);
    return again(chunks);
  }

  private ClientBody again(List<Content.Chunk> chunks) {
    return new ClientBody(call.request(), limits.bodyBytes(), chunks, unread::close);
  }
}
