package dev.steward.gateway.proxy;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * Passes a pod's answer on as it comes: each chunk is written before the next is asked for. The
 * head goes out with the first chunk if that is there already, otherwise at once.
 */
final class Relay extends IteratingCallback {
  /** When the answer's head goes out. */
  enum Head {
    /** With the first chunk if that is there already, otherwise at once. */
    AT_ONCE,
    /** With the end, for it tells the outcome of a call. */
    WITH_END
  }

  private final Head head;
  private final Content.Source source;
  private final Response response;
  private final Listener listener;
  private final Runnable whenAvailable =
      Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::iterate);
  private boolean headSent;
  private boolean broken;
  private boolean ended;
  private Content.@Nullable Chunk writing;
  private Content.@Nullable Chunk next;

  /** Is told how it ended. */
  interface Listener {
    /** The client has all of it. */
    void answered();

    /** The pod's side broke off. */
    void podFailed(Throwable cause);

    /** The client's side broke off, or took nothing for too long. */
    void clientFailed(Throwable cause);
  }

  Relay(Content.Source source, Response response, Listener listener) {
    this(Head.AT_ONCE, source, response, listener);
  }

  Relay(Head head, Content.Source source, Response response, Listener listener) {
    this.head = head;
    this.source = source;
    this.response = response;
    this.listener = listener;
  }

  @Override
  protected Action process() throws Throwable {
    if (ended) {
      return Action.SUCCEEDED;
    }
    var chunk = take();
    if (chunk == null) {
      if (headSent || head == Head.WITH_END) {
        source.demand(whenAvailable);
        return Action.IDLE;
      }
      return write(false, Content.Chunk.EMPTY);
    }
    if (Content.Chunk.isFailure(chunk)) {
      broken = true;
      throw chunk.getFailure();
    }
    if (!chunk.isLast()) {
      // An end that is here already saves a write of its own.
      next = source.read();
    }
    return write(chunk.isLast() || isEnd(next), chunk);
  }

  private Content.@Nullable Chunk take() {
    if (next == null) {
      return source.read();
    }
    var taken = next;
    next = null;
    return taken;
  }

  private static boolean isEnd(Content.@Nullable Chunk chunk) {
    return chunk != null
        && chunk.isLast()
        && !chunk.hasRemaining()
        && !Content.Chunk.isFailure(chunk);
  }

  private Action write(boolean last, Content.Chunk chunk) {
    headSent = true;
    writing = chunk;
    ended = last;
    response.write(last, chunk.getByteBuffer(), this);
    return Action.SCHEDULED;
  }

  @Override
  protected void onSuccess() {
    releaseWriting();
  }

  @Override
  protected void onCompleteSuccess() {
    listener.answered();
  }

  @Override
  protected void onCompleteFailure(Throwable cause) {
    releaseWriting();
    if (next != null) {
      next.release();
      next = null;
    }
    source.fail(cause);
    if (broken) {
      listener.podFailed(cause);
    } else {
      listener.clientFailed(cause);
    }
  }

  private void releaseWriting() {
    if (writing != null) {
      writing.release();
      writing = null;
    }
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }
}
