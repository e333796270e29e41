package dev.steward.gateway.proxy;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.serving.ServiceId;
import dev.steward.gateway.balance.PodLoad;
import dev.steward.gateway.balance.Reservation;
import dev.steward.gateway.balance.ServiceLoad;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** One request of one service, from its dispatch to the end of its answer. */
final class Exchange {
  private final Carrier carrier;
  private final ServiceLoad service;
  private final ClientCall call;
  private final ClientBody body;
  private final String target;
  private final Runnable whenDone;
  private final Runnable onClientGone = this::clientLeft;
  private final long begin = System.nanoTime();
  private final Set<PodLoad> tried = HashSet.newHashSet(2);
  private final AtomicReference<@Nullable Throwable> clientFailure = new AtomicReference<>();
  private volatile @Nullable Attempt attempt;
  private volatile boolean done;

  /**
   * @param target path and query for the pod
   * @param whenDone run once when nothing of it is left in hand
   */
  Exchange(
      Carrier carrier,
      ServiceLoad service,
      ClientCall call,
      ClientBody body,
      String target,
      Runnable whenDone) {
    this.carrier = carrier;
    this.service = service;
    this.call = call;
    this.body = body;
    this.target = target;
    this.whenDone = whenDone;
  }

  void start() {
    // A pod that computes for longer than the idle time isn't idle; the deadline is what bounds it.
    call.request().addIdleTimeoutListener(timeout -> false);
    call.request().addFailureListener(this::clientFailed);
    if (body.complete()) {
      watchClient();
    }
    attempt();
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

  /** What is left until the deadline; at least a millisecond, for none at all means no bound. */
  long remainingMillis() {
    var spent = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    return Math.max(1, service.route().config().timeout().toMillis() - spent);
  }

  /** Timers run a little early or late; a timeout this near the end is the deadline's. */
  private boolean deadlinePassed() {
    return remainingMillis() <= 5;
  }

  /** From here on the client has nothing to send: if its side ends, it has left. */
  void watchClient() {
    var endPoint = call.endPoint();
    endPoint.watch(onClientGone);
    if (done) {
      // A pod that answered before it had the whole request; the connection is another's by now.
      endPoint.unwatch(onClientGone);
    }
  }

  private void clientLeft() {
    clientFailed(new Abort("the client left"));
  }

  private void clientFailed(Throwable why) {
    clientFailure.compareAndSet(null, why);
    var current = attempt;
    if (current != null) {
      current.abort(why);
    }
  }

  private void attempt() {
    var reserved = service.reserve(tried, carrier.clock(), carrier.random());
    var before = attempt;
    if (reserved.isPresent()) {
      send(reserved.get());
    } else if (before == null) {
      refuse(ErrorCode.NO_REPLICA, "no replica of %s is ready; try again soon".formatted(path()));
    } else {
      refuseAfter(before);
    }
  }

  private void send(Reservation reservation) {
    tried.add(reservation.pod());
    var next = new Attempt(this, reservation);
    attempt = next;
    next.send();
    var gone = clientFailure.get();
    if (gone != null) {
      next.abort(gone);
    }
  }

  /** The upstream exchange ended before an answer began. */
  void unanswered(Attempt failed, Throwable cause) {
    var gone = clientFailure.get();
    if (gone != null || body.fault() == ClientBody.Fault.GONE) {
      leave(gone == null ? cause : gone);
    } else if (body.fault() == ClientBody.Fault.TOO_LARGE) {
      refuse(
          ErrorCode.REQUEST_TOO_LARGE,
          "body: larger than the %d bytes taken".formatted(carrier.limits().bodyBytes()));
    } else if (body.fault() == ClientBody.Fault.SILENT) {
      refuse(ErrorCode.REQUEST_TIMEOUT, "body: nothing came for too long; send it faster");
    } else if (cause instanceof TimeoutException && deadlinePassed()) {
      refuse(
          ErrorCode.DEADLINE_EXCEEDED,
          "%s didn't answer within its timeout of %d ms"
              .formatted(path(), service.route().config().timeout().toMillis()));
    } else if (mayTryAgain(failed)) {
      attempt();
    } else {
      refuseAfter(failed);
    }
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

  /** The client left, or sent what isn't HTTP. */
  private void leave(Throwable why) {
    done(
        why instanceof HttpException
            ? ErrorCode.INVALID_REQUEST.httpStatus()
            : Traffic.CLIENT_LEFT);
    call.breakOff(why);
  }

  /** Nothing was sent, or what was sent changes nothing and can be sent once more. */
  private boolean mayTryAgain(Attempt failed) {
    var method = call.request().getMethod();
    var harmless = HttpMethod.GET.is(method) || HttpMethod.HEAD.is(method);
    return tried.size() < carrier.limits().tries()
        && !body.begun()
        && (!failed.connected() || harmless);
  }

  /** The whole answer has gone to the client. */
  void answered(Attempt complete) {
    if (body.complete()) {
      done(call.response().getStatus());
      call.callback().succeeded();
    } else {
      complete.abort(new Abort("the pod answered before it had read the request"));
      done(call.response().getStatus());
      new Linger(body, call.callback()).succeeded();
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
    } else if (call.response().isCommitted()) {
      done(ErrorCode.BAD_REPLICA.httpStatus());
      call.breakOff(cause);
    } else if (cause instanceof TimeoutException && deadlinePassed()) {
      refuse(ErrorCode.DEADLINE_EXCEEDED, "%s didn't answer within its timeout".formatted(path()));
    } else {
      refuse(ErrorCode.BAD_REPLICA, "the replica of %s broke off".formatted(path()));
    }
  }

  private void refuse(ErrorCode code, String message) {
    done(code.httpStatus());
    call.refuse(code, message, body);
  }

  private void done(int status) {
    done = true;
    body.close();
    call.endPoint().unwatch(onClientGone);
    whenDone.run();
    var last = attempt;
    carrier
        .traffic()
        .ended(
            service.route().service(),
            last == null ? Optional.empty() : Optional.of(last.revision()),
            status,
            Duration.ofNanos(System.nanoTime() - begin));
  }

  private String path() {
    return service.route().service().path();
  }
}
