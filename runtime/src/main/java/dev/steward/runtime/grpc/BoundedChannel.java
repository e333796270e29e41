package dev.steward.runtime.grpc;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A listening socket with a bound on its connections; one more is closed at once. */
final class BoundedChannel extends NioServerSocketChannel {

  private final AtomicInteger open = new AtomicInteger();
  private final int most;

  BoundedChannel(int most) {
    this.most = most;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    int before = accepted.size();
    int count = super.doReadMessages(accepted);
    if (accepted.size() > before && accepted.getLast() instanceof Channel connection) {
      if (open.incrementAndGet() > most) {
        open.decrementAndGet();
        accepted.removeLast();
        connection.unsafe().closeForcibly();
        return 0;
      }
      connection.closeFuture().addListener(closed -> open.decrementAndGet());
    }
    return count;
  }
}
