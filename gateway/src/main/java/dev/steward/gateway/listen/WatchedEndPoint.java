package dev.steward.gateway.listen;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection that notices when its client leaves while it waits for an answer.
 *
 * <p>Jetty reads nothing from an HTTP/1.1 connection between the end of a request and the end of
 * its answer, so it would notice only by failing to write. Here the socket is read in that time,
 * when the selector says that there is something: either the end, or the first bytes of a next
 * request, which are kept for Jetty (at most {@value #STASH}; then reading stops).
 */
public final class WatchedEndPoint extends SocketChannelEndPoint {
  private static final int STASH = 128;

  private final Entrance entrance;
  private final ReentrantLock lock = new ReentrantLock();
  private final ByteBuffer stash = BufferUtil.allocate(STASH);
  private volatile SelectionKey key;
  private boolean interested;
  private volatile @Nullable Runnable onGone;

  WatchedEndPoint(
      SocketChannel channel,
      ManagedSelector selector,
      SelectionKey key,
      Scheduler scheduler,
      Entrance entrance) {
    super(channel, selector, key, scheduler);
    this.key = key;
    this.entrance = entrance;
  }

  /** Through which port it came. */
  public Entrance entrance() {
    return entrance;
  }

  /**
   * Watches from the end of a request on.
   *
   * @param gone run at most once, on a selector's thread, when the client has closed its side or
   *     reset the connection
   */
  public void watch(Runnable gone) {
    lock.lock();
    try {
      onGone = gone;
      if (!stash.hasRemaining()) {
        askSelector();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends this watch, unless another has begun; to be called before the answer ends. */
  public void unwatch(Runnable gone) {
    lock.lock();
    try {
      if (gone.equals(onGone)) {
        onGone = null;
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected void needsFillInterest() {
    lock.lock();
    try {
      if (!stash.hasRemaining()) {
        askSelector();
        return;
      }
    } finally {
      lock.unlock();
    }
    // The socket won't tell of bytes that were already taken from it.
    Thread.startVirtualThread(getFillInterest()::fillable);
  }

  /** Asks once, however many want to know; a second time would only wake the selector. */
  private void askSelector() {
    lock.lock();
    try {
      if (!interested) {
        interested = true;
        super.needsFillInterest();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable Runnable onSelected() {
    var readable = (key.readyOps() & SelectionKey.OP_READ) != 0;
    var task = selected(readable);
    if (readable && onGone != null) {
      peek();
    }
    return task;
  }

  /**
   * Here the superclass takes its wish to read back. Whoever asks at that moment has to ask after
   * it, or is never told.
   */
  private @Nullable Runnable selected(boolean readable) {
    lock.lock();
    try {
      if (readable) {
        interested = false;
      }
      return super.onSelected();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void replaceKey(SelectionKey newKey) {
    key = newKey;
    super.replaceKey(newKey);
  }

  @Override
  public int fill(ByteBuffer buffer) throws IOException {
    lock.lock();
    try {
      if (stash.hasRemaining()) {
        var position = BufferUtil.flipToFill(buffer);
        var moved = BufferUtil.put(stash, buffer);
        BufferUtil.flipToFlush(buffer, position);
        return moved;
      }
      return super.fill(buffer);
    } finally {
      lock.unlock();
    }
  }

  private void peek() {
    Runnable gone;
    lock.lock();
    try {
      gone = onGone;
      if (gone == null || stash.hasRemaining()) {
        return;
      }
      var read = fillStash();
      if (read > 0) {
        return;
      }
      if (read == 0) {
        askSelector();
        return;
      }
      onGone = null;
    } finally {
      lock.unlock();
    }
    gone.run();
  }

  /** The end isn't told to the superclass here: it would close an endpoint that may yet write. */
  private int fillStash() {
    BufferUtil.clearToFill(stash);
    try {
      return getChannel().read(stash);
    } catch (IOException reset) {
      return -1;
    } finally {
      BufferUtil.flipToFlush(stash, 0);
    }
  }
}
