package dev.steward.runtime.web;

import dev.steward.trust.PeerCertificate;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: takes its requests one after the other, has each answered, and sends the answers.
 * All of it runs on the connection's event loop.
 */
final class Connection extends ChannelInboundHandlerAdapter implements Underway.Owner {

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** After an answer, so much more of a body that nobody reads is dropped, lest it be lost. */
  private static final long MOST_DROPPED = 2L << 30;

  private static final Duration DROPPING = Duration.ofSeconds(3);

  private enum State {
    /** For a request. */
    WAITING,
    /** A request is read, or answered, or both. */
    ASKED,
    /** The answer is sent, and the rest of its request's body is let go. */
    DROPPING,
    /** Nothing that comes is of interest. */
    ENDING
  }

  private final Site site;
  private final Duration idle;
  private final Silence silence;
  private final RequestDecoder decoder;
  private final AnswerEncoder encoder;
  private final InstantSource clock;
  private State state = State.WAITING;
  private @Nullable Underway underway;
  private long since = System.nanoTime();
  private long heard = since;

  Connection(
      Site site,
      HttpLimits limits,
      RequestDecoder decoder,
      AnswerEncoder encoder,
      InstantSource clock) {
    this.site = site;
    this.idle = limits.idle();
    this.silence = new Silence(limits.idle(), limits.body());
    this.decoder = decoder;
    this.encoder = encoder;
    this.clock = clock;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    later(context, idle, () -> look(context));
    context.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      switch (state) {
        case WAITING -> {
          if (message instanceof HttpRequest head && context.channel().isActive()) {
            begin(context, head);
          }
        }
        case ASKED -> {
          if (message instanceof HttpContent content && underway != null) {
            underway.take(content);
            underway.begin(site);
          }
        }
        case DROPPING -> {
          if (message instanceof HttpContent content && underway != null) {
            underway.take(content);
            dropped(context, underway);
          }
        }
        case ENDING -> {}
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(ChannelHandlerContext context, HttpRequest head) {
    var asked = asked(context, head, !HttpUtil.isKeepAlive(head) || ended(context));
    HeadRules.broken(head).ifPresent(refusal -> asked.refuse(site, refusal));
  }

  private Underway asked(ChannelHandlerContext context, HttpRequest head, boolean last) {
    var asked = new Underway(context, this, head, last, idle);
    state = State.ASKED;
    underway = asked;
    encoder.answers(head.method().name());
    return asked;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    heard = System.nanoTime();
    if (state == State.ASKED && underway != null) {
      underway.begin(site);
    }
    readOn(context);
  }

  /**
   * Of a body as much as it takes. Else the client's leaving is seen by reading, until bytes of a
   * next request have come.
   */
  private void readOn(ChannelHandlerContext context) {
    var request = state == State.ASKED ? underway : null;
    if ((request != null && !request.ended()) ? request.takesMore() : !decoder.holdsNext()) {
      context.read();
    }
  }

  @Override
  public void more(Underway request) {
    if (state != State.ASKED || underway != request) {
      return;
    }
    var context = request.context();
    if (request.tellsToGoOn()) {
      var _ =
          context.writeAndFlush(
              new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
    readOn(context);
  }

  @Override
  public void answered(Underway request, Object message, boolean last) {
    if (underway != request || state != State.ASKED) {
      ReferenceCountUtil.release(message);
      return;
    }
    var context = request.context();
    boolean closing = last || request.closing();
    var written = context.writeAndFlush(message);
    if (request.whole()) {
      if (closing) {
        end();
        written.addListener(ChannelFutureListener.CLOSE);
      } else {
        next(context);
      }
      return;
    }
    request.drop();
    if (closing) {
      end();
      saysNoMore(context);
    } else {
      state = State.DROPPING;
    }
    context.read();
    later(context, DROPPING, () -> breakOff(context, request));
  }

  private void breakOff(ChannelHandlerContext context, Underway request) {
    if (underway == request) {
      var _ = context.close();
    }
  }

  private void dropped(ChannelHandlerContext context, Underway request) {
    if (request.broken() || request.dropped() > MOST_DROPPED) {
      var _ = context.close();
    } else if (request.whole()) {
      next(context);
    }
  }

  private void end() {
    state = State.ENDING;
    since = System.nanoTime();
  }

  /**
   * Ends the sending side; what still comes is let go. A connection that is closed on a client that
   * sends is reset, and the client might never see why.
   */
  private static void saysNoMore(ChannelHandlerContext context) {
    var tls = context.pipeline().get(SslHandler.class);
    if (tls != null) {
      var _ = tls.closeOutbound();
    } else if (context.channel() instanceof SocketChannel socket) {
      var _ = socket.shutdownOutput();
    }
  }

  /** Takes the next request, once the client has taken enough of this one's answer. */
  private void next(ChannelHandlerContext context) {
    state = State.WAITING;
    underway = null;
    since = System.nanoTime();
    if (context.channel().isWritable()) {
      decodeOn(context);
    }
  }

  private void decodeOn(ChannelHandlerContext context) {
    try {
      decoder.next();
    } catch (Exception e) {
      exceptionCaught(context, e);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (underway != null) {
      underway.changed();
    } else if (state == State.WAITING && context.channel().isWritable()) {
      decodeOn(context);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end();
    if (underway != null) {
      underway.abandon();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("a connection fails: {}", cause.toString());
    var _ = context.close();
  }

  /** Whether what the client has proved itself by isn't valid any more. */
  private boolean ended(ChannelHandlerContext context) {
    var tls = context.pipeline().get(SslHandler.class);
    return tls != null
        && PeerCertificate.end(tls.engine().getSession())
            .filter(end -> !end.isAfter(clock.instant()))
            .isPresent();
  }

  /** Looks after a while whether nothing has happened for too long. */
  private void look(ChannelHandlerContext context) {
    if (!context.channel().isActive()) {
      return;
    }
    long now = System.nanoTime();
    var left =
        switch (state) {
          // The thread that reads its body or writes its answer knows how long it waits.
          case ASKED, DROPPING -> Optional.of(idle);
          case WAITING, ENDING ->
              silence.left(
                  Duration.ofNanos(now - since),
                  Duration.ofNanos(now - Math.max(heard, since)),
                  decoder.withinHead());
        };
    if (left.isPresent()) {
      later(context, left.get(), () -> look(context));
    } else if (state == State.WAITING && decoder.withinHead()) {
      // No request yet, and yet somebody who should be told.
      asked(context, new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"), true)
          .refuse(site, HeadRules.LATE);
      later(context, idle, () -> look(context));
    } else {
      var _ = context.close();
    }
  }

  private static void later(ChannelHandlerContext context, Duration time, Runnable what) {
    var _ = context.executor().schedule(what, time.toMillis() + 1, TimeUnit.MILLISECONDS);
  }
}
