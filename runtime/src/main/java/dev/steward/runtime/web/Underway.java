package dev.steward.runtime.web;

import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that is under way: its bytes come on the event loop, a virtual thread answers it. What
 * doesn't say otherwise is for the event loop.
 */
final class Underway extends Outgoing implements WebRequest.Peer {

  private static final Logger LOG = LoggerFactory.getLogger(Underway.class);
  private static final ThreadFactory THREADS = Thread.ofVirtual().name("request").factory();

  private final ChannelHandlerContext context;
  private final Owner owner;
  private final HttpRequest head;
  private final RequestBody body;
  private final boolean last;
  private boolean begun;
  private boolean whole;
  private boolean broken;
  private boolean asksFirst;
  private long came;
  private volatile boolean closing;

  /** Its connection. */
  interface Owner {

    /**
     * Sends the last message of its answer.
     *
     * @param last whether no request follows
     */
    void answered(Underway request, Object message, boolean last);

    /** More of its body is wanted. */
    void more(Underway request);
  }

  /**
   * One of which the head is here.
   *
   * @param last whether its connection takes no other after it
   * @param patience how long its client may send or take nothing
   */
  Underway(
      ChannelHandlerContext context,
      Owner owner,
      HttpRequest head,
      boolean last,
      Duration patience) {
    super(context, patience);
    this.context = context;
    this.owner = owner;
    this.head = head;
    this.last = last;
    this.body = new RequestBody(patience, () -> onLoop(() -> owner.more(this)));
    this.asksFirst = HttpUtil.is100ContinueExpected(head);
    // Whether a client that asks first sends its body all the same couldn't be known.
    this.closing = last || asksFirst;
  }

  /** A part of its body has come. */
  void take(HttpContent content) {
    if (broken) {
      return;
    }
    if (content.decoderResult().isFailure()) {
      endBroken();
      return;
    }
    body.add(content.content());
    came += content.content().readableBytes();
    if (content instanceof LastHttpContent) {
      whole = true;
      closing = last;
      body.whole();
    }
  }

  private void endBroken() {
    broken = true;
    closing = true;
    body.broken();
    body.drop();
  }

  /** Whether all of it is here, and it was a request. */
  boolean whole() {
    return whole && !broken;
  }

  /** Whether it can't be told where it ends. */
  boolean broken() {
    return broken;
  }

  /** Whether nothing of it comes any more that could be told from what follows. */
  boolean ended() {
    return whole || broken;
  }

  /** Whether more of its body should be read now. */
  boolean takesMore() {
    return body.takesMore();
  }

  /** Where it came from. */
  ChannelHandlerContext context() {
    return context;
  }

  /** Whether its client waits to be told that its body is wanted; it is, from now on. */
  boolean tellsToGoOn() {
    boolean tells = asksFirst && !whole;
    if (tells) {
      asksFirst = false;
      closing = last;
    }
    return tells;
  }

  /** Whether it is the connection's last, as its answer says. */
  @Override
  public boolean closing() {
    return closing;
  }

  /** Lets go of its body, what has come and what will. */
  void drop() {
    body.drop();
    came = 0;
  }

  /** Bytes of its body that came since. */
  long dropped() {
    return came;
  }

  /** Its client is gone. */
  void abandon() {
    left();
    body.gone();
  }

  /** Has it answered, unless it is already. */
  void begin(Site site) {
    run(site, Optional.empty());
  }

  /** Has it refused by its head. */
  void refuse(Site site, Refusal refusal) {
    endBroken();
    run(site, Optional.of(refusal));
  }

  private void run(Site site, Optional<Refusal> refusal) {
    if (!begun) {
      begun = true;
      THREADS.newThread(() -> answer(site, refusal)).start();
    }
  }

  /** Runs on a virtual thread. */
  private void answer(Site site, Optional<Refusal> refused) {
    var answer = new Answer(this, head.protocolVersion());
    try {
      switch (refused
          .<Outcome<Target>>map(Outcome::refused)
          .orElseGet(() -> Target.of(head.uri()))) {
        case Outcome.Refused<Target>(var refusal) ->
            request(site, new Target("", List.of(), ""), answer).refuse(refusal);
        case Outcome.Done<Target>(var target) -> site.answer(request(site, target, answer));
      }
      answer.end();
    } catch (IOException e) {
      LOG.debug("a connection ends: {}", e.toString());
      breakOff();
    } catch (Throwable e) {
      breakOff();
      throw e;
    }
  }

  private WebRequest request(Site site, Target target, Answer answer) {
    return new WebRequest(head, target, this, body, answer, site.errors());
  }

  @Override
  public void end(Object message, boolean lastOfAll) {
    onLoop(() -> owner.answered(this, message, lastOfAll));
  }

  private void onLoop(Runnable task) {
    try {
      context.executor().execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("this server has stopped: {}", e.toString());
      abandon();
    }
  }

  @Override
  public boolean secured() {
    return context.pipeline().get(SslHandler.class) != null;
  }

  @Override
  public InetAddress address() {
    return context.channel() instanceof SocketChannel socket
        ? socket.remoteAddress().getAddress()
        : InetAddress.getLoopbackAddress();
  }
}
