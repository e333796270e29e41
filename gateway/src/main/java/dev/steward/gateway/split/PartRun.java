package dev.steward.gateway.split;

import dev.steward.core.shard.Rows;
import dev.steward.gateway.audit.Ended;
import dev.steward.gateway.audit.Trail;
import dev.steward.gateway.balance.PodLoad;
import dev.steward.gateway.balance.Reservation;
import dev.steward.gateway.proxy.Dispatched;
import dev.steward.gateway.proxy.PodClient;
import dev.steward.gateway.proxy.Upstream;
import dev.steward.gateway.route.Dialect;
import dev.steward.gateway.trace.EndedRequest;
import dev.steward.tracing.RequestSpan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** Some rows at one pod. It tells what happens on the selectors' threads, once. */
final class PartRun
    implements Request.BeginListener, Response.ContentListener, Response.CompleteListener {
  private static final String JSON = "application/json";

  private final Rows rows;
  private final Dispatched request;
  private final RequestSpan span;
  private final Reservation reservation;
  private final InstantSource clock;
  private final Room room;
  private final Consumer<PartEvent> told;
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
  private final long sentNanos = System.nanoTime();
  private final Optional<Trail.OpenRecord> record;
  private volatile boolean connected;
  private volatile boolean calledOff;
  private volatile long requestBytes;
  private volatile @Nullable Upstream upstream;

  PartRun(
      Rows rows,
      Dispatched request,
      RequestSpan span,
      Reservation reservation,
      InstantSource clock,
      Room room,
      Consumer<PartEvent> told) {
    this.rows = rows;
    this.request = request;
    this.span = span;
    this.reservation = reservation;
    this.clock = clock;
    this.room = room;
    this.told = told;
    this.record = request.recordPart();
  }

  /** Sends it. */
  void send(HttpClient client, byte[] body, long remainingMillis) {
    requestBytes = body.length;
    var made =
        PodClient.request(client, pod().address())
            .method(HttpMethod.POST)
            .path(request.target())
            .timeout(remainingMillis, TimeUnit.MILLISECONDS)
            .idleTimeout(0, TimeUnit.MILLISECONDS)
            .headers(fields -> request.fieldsForPart(span, fields))
            .body(new BytesRequestContent(contentType(), body))
            .onRequestBegin(this);
    var sending = new Upstream(made);
    upstream = sending;
    sending.send(this);
  }

  private String contentType() {
    var type = request.fields().get(HttpHeader.CONTENT_TYPE);
    return type == null ? JSON : type;
  }

  /** Calls it off: the pod notices by its connection. */
  void callOff() {
    calledOff = true;
    var sent = upstream;
    if (sent != null) {
      sent.breakOff(new CancellationException("not needed any more"));
    }
  }

  Rows rows() {
    return rows;
  }

  PodLoad pod() {
    return reservation.pod();
  }

  long sentNanos() {
    return sentNanos;
  }

  /** Whether it may have been computed: there was a connection to send it on. */
  boolean connected() {
    return connected;
  }

  @Override
  public void onBegin(Request begun) {
    connected = true;
  }

  @Override
  public void onContent(Response response, ByteBuffer content) {
    var bytes = content.remaining();
    if (!room.take(bytes)) {
      told.accept(new PartEvent.NoRoom(room.lack(bytes)));
      callOff();
      return;
    }
    var chunk = new byte[bytes];
    content.get(chunk);
    answer.writeBytes(chunk);
  }

  @Override
  public void onComplete(Result result) {
    reservation.close();
    var failure = result.getFailure();
    var ended = ended(result);
    record.ifPresent(open -> open.end(ended));
    if (failure != null && calledOff) {
      EndedRequest.calledOff(ended, Dialect.OPEN_INFERENCE, span);
    } else {
      EndedRequest.tell(ended, Dialect.OPEN_INFERENCE, span);
    }
    if (failure == null) {
      pod().reached();
      var response = result.getResponse();
      told.accept(
          new PartEvent.Answered(
              this,
              response.getStatus(),
              response.getHeaders(),
              answer.toByteArray(),
              System.nanoTime()));
      return;
    }
    // Only then it's the pod's: the run may have been called off, or the deadline have passed.
    if (!connected && failure instanceof IOException) {
      pod().unreachable(clock.millis());
      request.service().unsee(pod().address());
      request.traffic().unreachable(request.service().route().service());
    }
    told.accept(new PartEvent.Failed(this, failure));
  }

  private Ended ended(Result result) {
    var status = result.getFailure() == null ? result.getResponse().getStatus() : 0;
    return new Ended(
        outcome(result.getFailure(), status),
        status,
        Optional.empty(),
        Optional.of(
            new Ended.Asked(
                reservation.revision().name(), Optional.of(pod().address().authority()))),
        requestBytes,
        answer.size(),
        OptionalLong.of(rows.count()),
        Duration.ofNanos(System.nanoTime() - sentNanos));
  }

  private Ended.Outcome outcome(@Nullable Throwable failure, int status) {
    return switch (failure) {
      case null -> Ended.Outcome.of(status, Optional.empty());
      case TimeoutException _ -> Ended.Outcome.TIMED_OUT;
      default -> calledOff ? Ended.Outcome.CLIENT_LEFT : Ended.Outcome.FAILED;
    };
  }
}
