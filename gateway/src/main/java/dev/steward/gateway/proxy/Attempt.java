package dev.steward.gateway.proxy;

import dev.steward.gateway.balance.Reservation;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/** One try of an exchange at one pod. */
final class Attempt
    implements Request.BeginListener,
        Response.ContentSourceListener,
        Response.CompleteListener,
        Relay.Listener {
  private final Exchange exchange;
  private final Reservation reservation;
  private final Upstream upstream;
  private volatile boolean connected;
  private volatile long begunNanos;
  private volatile boolean answering;

  Attempt(Exchange exchange, Reservation reservation) {
    this.exchange = exchange;
    this.reservation = reservation;
    this.upstream = new Upstream(request());
  }

  private Request request() {
    var from = exchange.call().request();
    var pod = reservation.pod().address();
    var made =
        PodClient.request(exchange.carrier().client(), pod)
            .method(from.getMethod())
            .path(exchange.target())
            .timeout(exchange.remainingMillis(), TimeUnit.MILLISECONDS)
            .idleTimeout(0, TimeUnit.MILLISECONDS)
            .headers(to ->
                Headers.toPod(from.getHeaders(), to, exchange.call().id(), exchange.obligations()))
            .onRequestBegin(this);
    if (!exchange.body().complete()) {
      made.body(new Body());
      if (from.getHeaders().contains(HttpHeader.TRAILER)) {
        made.trailersSupplier(() -> Headers.trailers(from.getTrailers()));
      }
    }
    return made;
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
    if (from.getHeaders().contains(HttpHeader.TRAILER)) {
      to.setTrailersSupplier(() -> Headers.trailers(from.getTrailers()));
    }
    new Relay(source, to, this).iterate();
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
    // Only then it's the pod's: a client may also have left, or the deadline have passed.
    if (!connected && failure instanceof IOException) {
      exchange.unreachable(reservation.pod());
    }
    exchange.unanswered(this, failure);
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
