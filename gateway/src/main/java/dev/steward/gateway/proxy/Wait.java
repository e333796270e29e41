package dev.steward.gateway.proxy;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.serving.HoldPolicy;
import dev.steward.gateway.hold.WaitingRoom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An exchange's time in its service's waiting room. Its body is read ahead meanwhile, which is how
 * a client that leaves is noticed, and a client of a stream is told that it isn't forgotten.
 */
final class Wait implements WaitingRoom.Guest, ClientBody.Keeper {
  private final Exchange exchange;
  private final WaitingRoom room;
  private final HoldPolicy policy;
  private final long begin = System.nanoTime();
  private final Comments comments;
  private volatile boolean streamed;

  Wait(Exchange exchange, WaitingRoom room, HoldPolicy policy) {
    this.exchange = exchange;
    this.room = room;
    this.policy = policy;
    this.comments =
        new Comments(exchange.call().response(), begin, cause -> exchange.clientFailed(cause));
    this.streamed = StreamAsked.in(exchange.call().request().getHeaders());
  }

  /** Stands in line, or is refused. */
  void enter() {
    if (!room.enter(this, policy.requests())) {
      exchange.refuse(
          ErrorCode.QUEUE_FULL,
          "%d requests wait for a replica of %s already (spec.traffic.hold.requests); try again soon"
              .formatted(policy.requests(), exchange.service().path()));
      return;
    }
    exchange.carrier().traffic().waits(exchange.service());
    if (!exchange.body().complete()) {
      exchange.body().keep(this);
    }
    exchange.endWaitIfLeft();
    // A pod may have become ready since none was found.
    room.wake();
  }

  /**
   * Takes it out of line, unless it is out already; whoever gets true goes on with the exchange.
   */
  boolean leave() {
    return room.leave(this);
  }

  /** Ends what was done for the wait, then goes on. */
  void end(Runnable then) {
    exchange.call().span().part("hold", begin, System.nanoTime(), List.of());
    exchange.carrier().traffic().waited(exchange.service(), sinceBegin());
    exchange.body().keepNoMore();
    comments.end(then);
  }

  @Override
  public Optional<Runnable> place() {
    return exchange.place().map(then -> () -> end(then));
  }

  @Override
  public Optional<Runnable> pass(long now) {
    return now - begin >= policy.patience().toNanos()
        ? Optional.of(() -> end(this::expired))
        : Optional.empty();
  }

  @Override
  public void stay(long now) {
    if (streamed) {
      comments.pass(now);
    }
  }

  private void expired() {
    exchange.refuse(
        ErrorCode.NO_REPLICA,
        "no replica of %s became ready within %d s (spec.traffic.hold.wait); see the service's"
                .formatted(exchange.service().path(), policy.patience().toSeconds())
            + " conditions");
  }

  private Duration sinceBegin() {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  @Override
  public boolean room(int bytes) {
    return room.takeBytes(bytes, policy.bytes());
  }

  @Override
  public void free(int bytes) {
    room.giveBytesBack(bytes);
  }

  @Override
  public void whole(byte[] body) {
    streamed = streamed || (!exchange.call().isGrpc() && StreamAsked.in(body));
    exchange.watchClient();
  }

  @Override
  public void broken(Throwable cause) {
    exchange.clientFailed(cause);
  }

  @Override
  public void noRoom() {
    if (leave()) {
      end(() ->
          exchange.refuse(
              ErrorCode.QUEUE_FULL,
              "the bodies of requests that wait for a replica of %s fill the %d bytes kept for them"
                      .formatted(exchange.service().path(), policy.bytes())
                  + " (spec.traffic.hold.bytes); try again soon"));
    }
  }

  @Override
  public void tooLarge() {
    if (leave()) {
      end(exchange::refuseTooLarge);
    }
  }
}
