package dev.steward.gateway.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.Test;

class WatchedEndPointTest {

  private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler();

  @Test
  void who_asks_for_bytes_while_others_are_told_of_them_is_told_too() throws Exception {
    try (var channel = SocketChannel.open()) {
      var key = new ReadableKey(channel);
      var endPoint = new WatchedEndPoint(channel, selector(), key, scheduler, new Entrance.Front());
      Runnable gone = () -> {};
      endPoint.watch(gone);
      endPoint.updateKey();
      assertThat(key.interestOps()).isEqualTo(SelectionKey.OP_READ);
      endPoint.unwatch(gone);

      var asking = new Thread(() -> endPoint.fillInterested(Callback.NOOP), "asking");
      // Once for us, and once for the superclass, which then takes the interest back.
      key.whenReadTheSecondTime(() -> runUntilItWaitsOrEnds(asking));
      endPoint.onSelected();
      asking.join();
      endPoint.updateKey();

      assertThat(key.interestOps()).isEqualTo(SelectionKey.OP_READ);
    }
  }

  private static void runUntilItWaitsOrEnds(Thread thread) {
    thread.start();
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TERMINATED) {
      Thread.onSpinWait();
    }
  }

  /** One that isn't started: it only keeps what it is given to do. */
  private ManagedSelector selector() {
    var manager =
        new SelectorManager(new QueuedThreadPool(), scheduler) {
          @Override
          protected EndPoint newEndPoint(
              SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
            throw new AssertionError("not started");
          }

          @Override
          public Connection newConnection(
              SelectableChannel channel, EndPoint endPoint, Object attachment) {
            throw new AssertionError("not started");
          }
        };
    return new ManagedSelector(manager, 0);
  }

  /** A key that always has bytes to read. */
  private static final class ReadableKey extends SelectionKey {
    private final SelectableChannel channel;
    private int interest;
    private int reads;
    private Runnable whenReadTheSecondTime = () -> {};

    ReadableKey(SelectableChannel channel) {
      this.channel = channel;
    }

    void whenReadTheSecondTime(Runnable action) {
      whenReadTheSecondTime = action;
    }

    @Override
    public int readyOps() {
      if (++reads == 2) {
        whenReadTheSecondTime.run();
      }
      return OP_READ;
    }

    @Override
    public int interestOps() {
      return interest;
    }

    @Override
    public SelectionKey interestOps(int ops) {
      interest = ops;
      return this;
    }

    @Override
    public SelectableChannel channel() {
      return channel;
    }

    @Override
    public Selector selector() {
      throw new UnsupportedOperationException("it belongs to none");
    }

    @Override
    public boolean isValid() {
      return true;
    }

    @Override
    public void cancel() {}
  }
}
