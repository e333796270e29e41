package dev.steward.runtime.web;

import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends pieces of an answer from the thread that writes it. One that finds too much unsent waits: a
 * client that reads slowly holds up this thread, and one that reads nothing loses its connection.
 */
abstract class Outgoing implements Answer.Line {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ChannelHandlerContext context;
  private final Duration patience;
  private volatile boolean left;

  /**
   * Makes one.
   *
   * @param patience how long the client may take nothing while a piece waits
   */
  Outgoing(ChannelHandlerContext context, Duration patience) {
    this.context = context;
    this.patience = patience;
  }

  @Override
  public final void send(Object... messages) throws IOException {
    awaitRoom();
    for (int i = 0; i < messages.length - 1; i++) {
      var _ = context.write(messages[i], context.voidPromise());
    }
    var _ = context.writeAndFlush(messages[messages.length - 1], context.voidPromise());
  }

  private void awaitRoom() throws IOException {
    if (!left && context.channel().isWritable()) {
      return;
    }
    lock.lock();
    try {
      while (!context.channel().isWritable()) {
        if (left) {
          throw new ClosedChannelException();
        }
        if (!changed.await(patience.toNanos(), TimeUnit.NANOSECONDS)
            && !context.channel().isWritable()) {
          throw new IOException("the client took nothing for " + patience.toMillis() + " ms");
        }
      }
      if (left) {
        throw new ClosedChannelException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while an answer is written");
    } finally {
      lock.unlock();
    }
  }

  /** The client has taken something. */
  final void changed() {
    lock.lock();
    try {
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The client has closed the connection. */
  final void left() {
    left = true;
    changed();
  }

  /** Whether it has. */
  public final boolean gone() {
    return left;
  }

  /** Closes the connection, for the answer can't become whole. */
  final void breakOff() {
    var _ = context.close();
  }
}
