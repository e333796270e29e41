package dev.steward.gateway.proxy;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.policy.Obligations;
import dev.steward.core.serving.ServiceId;
import dev.steward.gateway.audit.Ended;
import dev.steward.gateway.audit.Ended.Outcome;
import dev.steward.gateway.audit.Unrecorded;
import dev.steward.gateway.balance.PodLoad;
import dev.steward.gateway.balance.Reservation;
import dev.steward.gateway.balance.ServiceLoad;
import java.io.EOFException;
import java.nio.channels.ClosedChannelException;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One request of one service, from its dispatch to the end of its answer. While no pod is there for
 * it, it waits as its service's hold says.
 */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  /** The trace's id in logs, as tools that join both look for it. */
  private static final String TRACE = "trace_id";

  /** Bytes of an answer that becomes one event of a stream. */
  private static final int LARGEST_EVENT = 1 << 20;

  private final Carrier carrier;
  private final Supplier<Optional<ServiceLoad>> now;
  private final ClientCall call;
  private final ClientBody body;
  private final String target;
  private final OptionalInt rows;
  private final Ending ending;
  private final Allowance allowance;
  private final Set<PodLoad> tried = HashSet.newHashSet(2);
  private final AtomicReference<@Nullable Throwable> clientFailure = new AtomicReference<>();
  private volatile long begin;
  private volatile ServiceLoad service;
  private volatile @Nullable Attempt attempt;
  private volatile @Nullable Wait waiting;
  private volatile @Nullable Runnable instead;

  /**
   * @param now the service as it is when somebody asks; empty once it is gone
   * @param target path and query for the pod
   * @param rows of its batch, where they were counted
   * @param whenDone run once when nothing of it is left in hand
   */
  Exchange(
      Carrier carrier,
      ServiceLoad service,
      Supplier<Optional<ServiceLoad>> now,
      ClientCall call,
      ClientBody body,
      String target,
      OptionalInt rows,
      Runnable whenDone) {
    this.carrier = carrier;
    this.service = service;
    this.now = now;
    this.call = call;
    this.body = body;
    this.target = target;
    this.rows = rows;
    this.ending =
        new Ending(
            carrier,
            call,
            () -> {
              allowance().end();
              whenDone.run();
            });
    this.begin = ending.arrival();
    this.allowance = Allowance.of(call, begin, carrier.client().getScheduler());
  }

  private Allowance allowance() {
    return allowance;
  }

  /** As {@link #start}, but where it would go to a pod, it ends and this is run in its place. */
  void startFor(Runnable other) {
    instead = other;
    start();
  }

  void start() {
    // A pod that computes for longer than the idle time isn't idle; the deadline is what bounds it.
    call.request().addIdleTimeoutListener(timeout -> false);
    call.request().addFailureListener(this::clientFailed);
    if (body.complete()) {
      watchClient();
    }
    if (service.room().isEmpty()) {
      attempt();
    } else {
      // Who came first goes first.
      attemptLater();
    }
  }

  ServiceId service() {
    return service.route().service();
  }

  ClientCall call() {
    return call;
  }

  ClientBody body() {
    return body;
  }

  Carrier carrier() {
    return carrier;
  }

  String target() {
    return target;
  }

  /** Rows of its batch, where they were counted. */
  OptionalInt rows() {
    return rows;
  }

  /** What policies oblige to now. */
  Optional<Obligations> obligations() {
    return service.route().config().obligations();
  }

  /** Whether its service's batches are cut, so that pods are measured by rows. */
  boolean isCut() {
    return service.route().config().sharding().isPresent();
  }

  /** What is left until the deadline; at least a millisecond, for none at all means no bound. */
  long remainingMillis() {
    var spent = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    return allowance.millis(service.route().config().timeout().toMillis() - spent);
  }

  /** Timers run a little early or late; a timeout this near the end is the deadline's. */
  private boolean deadlinePassed() {
    return remainingMillis() <= 5;
  }

  /** From here on the client has nothing to send: if its side ends, it has left. */
  void watchClient() {
    ending.watch(this::clientLeft);
  }

  private void clientLeft() {
    clientFailed(new Abort("the client left"));
  }

  void clientFailed(Throwable why) {
    clientFailure.compareAndSet(null, why);
    var current = attempt;
    if (current != null) {
      current.abort(why);
    }
    endWaitIfLeft();
  }

  /** Ends a wait whose client has left. */
  void endWaitIfLeft() {
    var wait = waiting;
    var gone = clientFailure.get();
    if (wait != null && gone != null && wait.leave()) {
      wait.end(() -> leave(gone));
    }
  }

  private void attempt() {
    service = now.get().orElse(service);
    var reserved =
        service.reserve(call.dialect().protocol(), tried, carrier.clock(), carrier.random());
    if (reserved.isPresent()) {
      send(reserved.get());
    } else {
      attemptLater();
    }
  }

  /** No pod is left to try now. */
  private void attemptLater() {
    var hold = service.route().config().hold();
    var last = attempt;
    if (hold.isPresent() && (last == null || maySendAgain(last))) {
      tried.clear();
      var wait = new Wait(this, service.room(), hold.get());
      waiting = wait;
      allowance.watchWait(this::waitedTooLong);
      wait.enter();
    } else if (last == null) {
      refuse(ErrorCode.NO_REPLICA, noReplica());
    } else if (last.isCrowdedOut() && maySendAgain(last)) {
      queueAgain(last);
    } else {
      refuseAfter(last);
    }
  }

  /**
   * All pods were tried, and the last one answers others meanwhile: as good as waiting for one of
   * its connections, until the deadline.
   */
  private void queueAgain(Attempt last) {
    tried.clear();
    service
        .reserve(call.dialect().protocol(), tried, carrier.clock(), carrier.random())
        .ifPresentOrElse(this::send, () -> refuseAfter(last));
  }

  private void waitedTooLong() {
    var wait = waiting;
    if (wait != null && wait.leave()) {
      wait.end(() -> refuse(ErrorCode.DEADLINE_EXCEEDED, late()));
    }
  }

  private String late() {
    return allowance.isOver()
        ? "%s wasn't answered within the time that grpc-timeout gave".formatted(path())
        : "%s didn't answer within its timeout of %d ms"
            .formatted(path(), service.route().config().timeout().toMillis());
  }

  private String noReplica() {
    return service.route().config().revisions().isEmpty()
        ? "%s is scaled to 0; scale it up, or let Steward do it by spec.scaling.mode: Builtin"
            .formatted(path())
        : "no replica of %s is ready; try again soon".formatted(path());
  }

  /** What to do next, if the wait is over: a pod has room, or there is nothing to wait for. */
  Optional<Runnable> place() {
    var current = now.get();
    if (current.isEmpty()) {
      return Optional.of(() -> {
        call.endConnection();
        refuse(ErrorCode.NOT_FOUND, "service %s is no longer served here".formatted(path()));
      });
    }
    service = current.get();
    if (Quarantined.is(service)) {
      return Optional.of(() -> refuse(ErrorCode.POLICY_VIOLATION, Quarantined.message(path())));
    }
    if (carrier.fence().isAround(service.route().config())) {
      return Optional.of(() -> {
        call.endConnection();
        refuse(ErrorCode.POLICY_BEHIND, Quarantined.behind(path()));
      });
    }
    var reserved =
        service.reserveForWaiting(call.dialect().protocol(), carrier.clock(), carrier.random());
    if (reserved.isPresent()) {
      return Optional.of(() -> {
        // The timeout counts from dispatch; the wait had a bound of its own.
        begin = System.nanoTime();
        send(reserved.get());
      });
    }
    return service.route().config().hold().isPresent()
        ? Optional.empty()
        : Optional.of(() -> refuse(ErrorCode.NO_REPLICA, noReplica()));
  }

  private void send(Reservation reservation) {
    var other = instead;
    // Once a stream has begun, its answer can only go on with it.
    if (other != null && !call.response().isCommitted()) {
      reservation.close();
      handOver(other);
      return;
    }
    tried.add(reservation.pod());
    if (reservation.pod().address().distance() > 0) {
      carrier.traffic().spilled(service());
    }
    call.recording()
        .asks(
            new Ended.Asked(
                reservation.revision().name(),
                Optional.of(reservation.pod().address().authority())));
    var next = new Attempt(this, reservation);
    attempt = next;
    if (call.isGrpc()) {
      allowance.watchAnswer(remainingMillis(), call::reset);
    }
    next.send();
    var gone = clientFailure.get();
    if (gone != null) {
      next.abort(gone);
    }
  }

  private void handOver(Runnable other) {
    ending.unwatch();
    var gone = clientFailure.get();
    if (gone != null) {
      leave(gone);
    } else {
      other.run();
    }
  }

  /** Whether all that was taken of the body is there again. */
  boolean rewind() {
    return body.rewind();
  }

  /** A connection to this pod couldn't be made. */
  void unreachable(PodLoad pod) {
    pod.unreachable(carrier.clock().millis());
    service.unsee(pod.address());
    carrier.traffic().unreachable(service());
  }

  /** The upstream exchange ended before an answer began. */
  void unanswered(Attempt failed, Throwable cause) {
    var gone = clientFailure.get();
    if (gone != null || body.fault() == ClientBody.Fault.GONE) {
      leave(gone == null ? cause : gone);
    } else if (body.fault() == ClientBody.Fault.TOO_LARGE) {
      refuseTooLarge();
    } else if (body.fault() == ClientBody.Fault.SILENT) {
      refuse(ErrorCode.REQUEST_TIMEOUT, "body: nothing came for too long; send it faster");
    } else if (cause instanceof TimeoutException && deadlinePassed()) {
      refuse(ErrorCode.DEADLINE_EXCEEDED, late());
    } else if (!maySendAgain(failed)) {
      tell(failed, cause);
      refuseAfter(failed);
    } else if (tried.size() < carrier.limits().tries()) {
      attempt();
    } else {
      attemptLater();
    }
  }

  void refuseTooLarge() {
    refuse(
        ErrorCode.REQUEST_TOO_LARGE,
        "body: larger than the %d bytes taken".formatted(carrier.limits().bodyBytes()));
  }

  /** A client can't know which pod it was, and why. */
  private void tell(Attempt failed, Throwable cause) {
    call.span().traceId().ifPresent(trace -> MDC.put(TRACE, trace));
    LOG.warn(
        "{}: request {} is lost at a pod of revision {}: {}",
        path(),
        call.id(),
        failed.revision(),
        reason(cause));
    MDC.remove(TRACE);
  }

  /** Jetty's own messages of these tell the state of its connection. */
  private static String reason(Throwable cause) {
    return switch (cause) {
      case EOFException _, ClosedChannelException _ -> "it closed the connection";
      case HttpResponseException _ -> "its answer isn't HTTP";
      default -> cause.toString();
    };
  }

  /** No pod is left to try, or none may be tried. */
  private void refuseAfter(Attempt last) {
    if (last.connected()) {
      refuse(ErrorCode.BAD_REPLICA, "the replica of %s broke off".formatted(path()));
    } else {
      refuse(
          ErrorCode.NO_REPLICA,
          "no replica of %s can be reached; try again soon".formatted(path()));
    }
  }

  /** The client left, sent what isn't HTTP, or was told that it can't be answered. */
  private void leave(Throwable why) {
    switch (why) {
      case HttpException _ -> leave(why, ErrorCode.INVALID_REQUEST.httpStatus(), Outcome.FAILED);
      case Unrecorded _ -> leave(why, ErrorCode.UNRECORDED.httpStatus(), Outcome.DENIED);
      default -> leave(why, Traffic.CLIENT_LEFT, Outcome.CLIENT_LEFT);
    }
  }

  private void leave(Throwable why, int status, Outcome outcome) {
    done(status);
    call.breakOff(why, outcome);
  }

  /** Nothing was sent, or what was sent changes nothing and can be sent once more. */
  private boolean maySendAgain(Attempt failed) {
    var method = call.request().getMethod();
    var harmless = HttpMethod.GET.is(method) || HttpMethod.HEAD.is(method);
    return !body.begun() && (failed.isUntouched() || harmless);
  }

  /**
   * The answer to a client that waited, and was sent comments meanwhile: a stream goes on as it is,
   * anything else becomes an event of it.
   */
  void intoStream(Attempt answering, Response from, Content.Source source) {
    var type = from.getHeaders().get(HttpHeader.CONTENT_TYPE);
    var ok = HttpStatus.isSuccess(from.getStatus());
    if (ok && type != null && type.startsWith(Comments.EVENT_STREAM)) {
      new Relay(source, call.response(), answering).iterate();
      return;
    }
    Content.Source.asByteArrayAsync(
        source,
        LARGEST_EVENT,
        Promise.Invocable.from(
            Invocable.InvocationType.NON_BLOCKING,
            bytes ->
                call.response()
                    .write(
                        true,
                        Events.of(ok ? "" : "error", bytes),
                        Callback.from(answering::answered, this::notTaken)),
            this::brokenOff));
  }

  /** The whole answer has gone to the client. */
  void answered(Attempt complete) {
    var status = complete.outcome().orElse(call.response().getStatus());
    if (body.complete()) {
      done(status);
      call.callback().succeeded();
    } else {
      complete.abort(new Abort("the pod answered before it had read the request"));
      done(status);
      call.endWithout(body);
    }
  }

  /** The client didn't take the answer. */
  void notTaken(Throwable cause) {
    clientFailure.compareAndSet(null, cause);
    brokenOff(cause);
  }

  /** The answer broke off on the pod's side, or because the client has left. */
  void brokenOff(Throwable cause) {
    var gone = clientFailure.get();
    if (gone != null) {
      leave(gone);
    } else if (call.isGrpc()) {
      breakOffCall(cause);
    } else if (call.response().isCommitted()) {
      done(ErrorCode.BAD_REPLICA.httpStatus());
      var late = cause instanceof TimeoutException && deadlinePassed();
      call.breakOff(cause, late ? Outcome.TIMED_OUT : Outcome.FAILED);
    } else if (cause instanceof TimeoutException && deadlinePassed()) {
      refuse(ErrorCode.DEADLINE_EXCEEDED, "%s didn't answer within its timeout".formatted(path()));
    } else {
      refuse(ErrorCode.BAD_REPLICA, "the replica of %s broke off".formatted(path()));
    }
  }

  /** Of a call the client can be told even in the middle of its answer. */
  private void breakOffCall(Throwable cause) {
    if (body.fault() == ClientBody.Fault.TOO_LARGE) {
      refuseTooLarge();
    } else if (cause instanceof TimeoutException && deadlinePassed()) {
      refuse(ErrorCode.DEADLINE_EXCEEDED, late());
    } else {
      refuse(ErrorCode.BAD_REPLICA, "the replica of %s broke off".formatted(path()));
    }
  }

  void refuse(ErrorCode code, String message) {
    done(code.httpStatus());
    call.refuse(code, message, body);
  }

  private void done(int status) {
    var last = attempt;
    ending.end(
        service, last == null ? Optional.empty() : Optional.of(last.revision()), status, body);
  }

  private String path() {
    return service.route().service().path();
  }
}
