package dev.steward.runtime.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the open connections of a listening socket: while there are too many no other is accepted,
 * and those that come wait in the system's queue. Those that came in one look are let in together,
 * which may be up to fifteen above the bound.
 */
final class Acceptance extends ChannelInboundHandlerAdapter {

  private final int most;
  private final AtomicInteger open = new AtomicInteger();

  Acceptance(int most) {
    this.most = most;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (open.incrementAndGet() >= most) {
      context.channel().config().setAutoRead(false);
    }
    ((Channel) message).closeFuture().addListener(_ -> left(context));
    context.fireChannelRead(message);
  }

  private void left(ChannelHandlerContext context) {
    if (open.getAndDecrement() == most) {
      context.channel().config().setAutoRead(true);
    }
  }
}
