package dev.steward.runtime.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to requests, one at a time: after a request's last byte it decodes nothing until it is told
 * to go on, and keeps what has come.
 */
final class RequestDecoder extends HttpRequestDecoder {

  private boolean paused;
  private boolean within;
  private @Nullable ChannelHandlerContext context;

  /**
   * Makes one for a connection.
   *
   * @param headerBytes that a request line may have, and headers together
   */
  RequestDecoder(int headerBytes) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(headerBytes)
            .setMaxHeaderSize(headerBytes)
            .setMaxChunkSize(RequestBody.HELD)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out)
      throws Exception {
    if (paused) {
      return;
    }
    within = bytes.isReadable();
    super.decode(context, bytes, out);
    if (!out.isEmpty()) {
      within = false;
      paused = out.getLast() instanceof LastHttpContent;
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    if (paused) {
      // Netty would read on where bytes have come and nothing came of them.
      context.fireChannelReadComplete();
    } else {
      super.channelReadComplete(context);
    }
  }

  /** Decodes the next request, if bytes of it are here. */
  void next() throws Exception {
    boolean holds = holdsNext();
    paused = false;
    within = false;
    if (context != null) {
      if (holds) {
        channelRead(context, Unpooled.EMPTY_BUFFER);
      }
      channelReadComplete(context);
    }
  }

  /** Whether bytes of a next request have come, which isn't decoded yet. */
  boolean holdsNext() {
    return paused && actualReadableBytes() > 0;
  }

  /** Whether a part of a head has come, and not all of it. */
  boolean withinHead() {
    return within;
  }
}
