package dev.steward.gateway.proxy;

import dev.steward.gateway.balance.Reservation;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.RetryableRequestException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/** One try of an exchange at one pod. */
final class Attempt
    implements Request.BeginListener,
        Response.ContentSourceListener,
        Response.CompleteListener,
        Relay.Listener {
  /** What Jetty makes of a stream's reset with this code. */
  private static final String REFUSED = ErrorCode.toString(ErrorCode.REFUSED_STREAM_ERROR.code, "");

  private final Exchange exchange;
  private final Reservation reservation;
  private final Upstream upstream;
  private volatile boolean connected;
  private volatile boolean committed;
  private volatile boolean untouched;
  private volatile boolean crowded;
  private volatile long begunNanos;
  private volatile boolean answering;
  private volatile @Nullable IntSupplier outcome;

  Attempt(Exchange exchange, Reservation reservation) {
    this.exchange = exchange;
    this.reservation = reservation;
    this.upstream = new Upstream(request());
  }

  private Request request() {
    var from = exchange.call().request();
    var pod = reservation.pod().address();
    var spoken = exchange.call().dialect().protocol();
    var millis = exchange.remainingMillis();
    var made =
        PodClient.request(exchange.carrier().client(spoken), pod, spoken)
            .method(from.getMethod())
            .path(exchange.target())
            .timeout(millis, TimeUnit.MILLISECONDS)
            .idleTimeout(0, TimeUnit.MILLISECONDS)
            .headers(to -> head(from.getHeaders(), to, millis))
            .onRequestBegin(this)
            .onRequestCommit(sent -> committed = true);
    if (!exchange.body().complete()) {
      made.body(new Body());
      if (from.getHeaders().contains(HttpHeader.TRAILER)) {
        made.trailersSupplier(() -> Headers.trailers(from.getTrailers()));
      }
    }
    return made;
  }

  private void head(HttpFields from, HttpFields.Mutable to, long millis) {
    var call = exchange.call();
    switch (call.dialect()) {
      case OPEN_INFERENCE, OPENAI -> Headers.toPod(from, to, call, exchange.obligations());
      case GRPC -> Headers.toPod(from, to, call, exchange.obligations(), millis);
    }
  }

  /** The client finds the other listeners by the types of the one that is given here. */
  void send() {
    upstream.send(this);
  }

  void abort(Throwable why) {
    upstream.breakOff(why);
  }

  /** Whether there was a connection to send on; before that no byte can have been sent. */
  boolean connected() {
    return connected;
  }

  /** Whether its pod has certainly done nothing with it. */
  boolean isUntouched() {
    return untouched;
  }

  /** Whether its pod is there for others, and was only slow to take one more connection. */
  boolean isCrowdedOut() {
    return crowded;
  }

  /** The HTTP status that means the same as what a call's answer ended with. */
  OptionalInt outcome() {
    var known = outcome;
    return known == null ? OptionalInt.empty() : OptionalInt.of(known.getAsInt());
  }

  /** The name of the revision that was drawn. */
  String revision() {
    return reservation.revision().name();
  }

  @Override
  public void onBegin(Request request) {
    connected = true;
    begunNanos = System.nanoTime();
  }

  @Override
  public void onContentSource(Response from, Content.Source source) {
    reservation.pod().reached();
    if (!isFinal(from.getStatus())) {
      // A switch of protocols nobody asked for, or no status at all.
      abort(new Abort("the pod answered with status " + from.getStatus()));
      return;
    }
    answering = true;
    measure(from.getStatus());
    var to = exchange.call().response();
    if (to.isCommitted()) {
      exchange.intoStream(this, from, source);
      return;
    }
    to.setStatus(from.getStatus());
    Headers.toClient(from.getHeaders(), to.getHeaders());
    to.getHeaders().put(Headers.REVISION, revision());
    if (exchange.call().isGrpc()) {
      relayCall(from, source);
      return;
    }
    if (from.getHeaders().contains(HttpHeader.TRAILER)) {
      to.setTrailersSupplier(() -> Headers.trailers(from.getTrailers()));
    }
    new Relay(source, to, this).iterate();
  }

  private void relayCall(Response from, Content.Source source) {
    var end = exchange.call().end();
    end.follows(from);
    outcome = () -> CallEnd.httpStatus(from);
    var to = exchange.call().response();
    to.setTrailersSupplier(end);
    var head = CallEnd.isInHeadOf(from) ? Relay.Head.WITH_END : Relay.Head.AT_ONCE;
    new Relay(head, source, to, this).iterate();
  }

  /** Up to the head, for from there on the client's pace is in it too. */
  private void measure(int status) {
    var computed = computed();
    if (status == HttpStatus.OK_200 && computed.isPresent()) {
      var now = System.nanoTime();
      reservation.pod().computed(computed.getAsInt(), Duration.ofNanos(now - begunNanos), now);
    }
  }

  /** What speed is measured by, where it matters: rows, or requests where they aren't cut. */
  private OptionalInt computed() {
    return exchange.rows().isPresent()
            || exchange.isCut()
            || reservation.revision().spill().isEmpty()
        ? exchange.rows()
        : OptionalInt.of(reservation.inHand());
  }

  @Override
  public void answered() {
    outcome().ifPresent(exchange.call().recording()::told);
    exchange.answered(this);
  }

  @Override
  public void podFailed(Throwable cause) {
    exchange.brokenOff(cause);
  }

  @Override
  public void clientFailed(Throwable cause) {
    exchange.notTaken(cause);
  }

  @Override
  public void onComplete(Result result) {
    reservation.close();
    var failure = result.getFailure();
    if (answering || failure == null) {
      return;
    }
    untouched =
        !connected || (exchange.call().isGrpc() && wasLeftAlone(failure) && exchange.rewind());
    crowded = failure instanceof SlowToAccept;
    // Only then it's the pod's: a client may also have left, or the deadline have passed.
    if (!connected && failure instanceof IOException) {
      exchange.unreachable(reservation.pod());
    }
    exchange.unanswered(this, failure);
  }

  /**
   * Nothing of it was sent, or its pod has said that it won't look at it (RFC 9113, 8.7): it
   * leaves, or has too many calls.
   */
  private boolean wasLeftAlone(Throwable failure) {
    return !committed
        || failure instanceof RetryableRequestException
        || REFUSED.equals(failure.getMessage());
  }

  private static boolean isFinal(int status) {
    return status >= 200 && status <= 599;
  }

  /** The client's body for this pod. */
  private final class Body implements Request.Content {
    @Override
    public long getLength() {
      return exchange.body().length();
    }

    @Override
    public @Nullable String getContentType() {
      return null;
    }

    @Override
    public Content.@Nullable Chunk read() {
      var chunk = exchange.body().read();
      if (chunk != null && chunk.isLast() && !Content.Chunk.isFailure(chunk)) {
        exchange.watchClient();
      }
      return chunk;
    }

    @Override
    public void demand(Runnable demand) {
      exchange.body().demand(demand);
    }

    /** The pod's side failed; the client's goes on, for it is to be told. */
    @Override
    public void fail(Throwable failure) {}
  }
}
