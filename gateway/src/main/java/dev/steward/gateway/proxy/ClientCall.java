package dev.steward.gateway.proxy;

import dev.steward.core.error.ErrorCode;
import dev.steward.gateway.audit.Begun;
import dev.steward.gateway.audit.Ended;
import dev.steward.gateway.audit.Operation;
import dev.steward.gateway.audit.Recording;
import dev.steward.gateway.audit.Trail;
import dev.steward.gateway.listen.Calls;
import dev.steward.gateway.listen.Entrance;
import dev.steward.gateway.listen.WatchedEndPoint;
import dev.steward.gateway.route.Dialect;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.gateway.trace.ArrivedRequest;
import dev.steward.gateway.trace.EndedRequest;
import dev.steward.tracing.Fact;
import dev.steward.tracing.FactKeys;
import dev.steward.tracing.RequestSpan;
import dev.steward.tracing.Tracing;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * The client's side of an exchange.
 *
 * @param doubt why it is refused, by what it says of a task; nothing is believed before its service
 *     is known
 * @param span what is told of it
 * @param end how a call's answer ends, which isn't known before
 */
record ClientCall(
    String id,
    Dialect dialect,
    Request request,
    Recording recording,
    AtomicReference<Optional<Problem>> doubt,
    RequestSpan span,
    CallEnd end) {
  /** What a client is told whose request leaves no record. */
  static final String UNRECORDED =
      "no record of this request can be written now, and nothing is answered without one;"
          + " try again soon";

  private static final String CLOSE = HttpHeaderValue.CLOSE.asString();

  static ClientCall of(
      Trail trail, Tracing tracing, Request request, Response response, Callback callback) {
    var id = RequestId.of(request.getHeaders().get(RequestId.HEADER));
    response.getHeaders().put(RequestId.HEADER, id);
    var dialect = GrpcWire.dialect(request);
    var span = tracing.begin(new ArrivedRequest(request, dialect));
    var recording =
        new Recording(
            trail,
            request,
            response,
            callback,
            (to, then) -> refuseUnrecorded(id, dialect, to, then),
            ended -> EndedRequest.tell(ended, dialect, span));
    return new ClientCall(
        id,
        dialect,
        recording.request(),
        recording,
        new AtomicReference<>(TaskClaim.unjudged(request.getHeaders())),
        span,
        new CallEnd());
  }

  private static void refuseUnrecorded(
      String id, Dialect dialect, Response response, Callback then) {
    response.reset();
    response.getHeaders().put(RequestId.HEADER, id);
    if (dialect != Dialect.GRPC) {
      response.getHeaders().put(HttpHeader.CONNECTION, CLOSE);
    }
    new Problem(ErrorCode.UNRECORDED, UNRECORDED).write(response, dialect, then);
  }

  /**
   * Its service is known: its record is begun.
   *
   * @param path below the service's root
   * @param tasks that it may belong to
   */
  void record(ServiceRoute route, Instant at, String path, SeenTasks tasks) {
    var fields = request.getHeaders();
    var given = fields.get(RequestId.HEADER);
    var claim = TaskClaim.of(fields, route, path, tasks);
    doubt.set(claim.objection());
    new ArrivedRequest(request, dialect).isFor(route.service(), path, span);
    claim.task().ifPresent(task -> span.add(Fact.of(FactKeys.TASK, task.toString())));
    recording.begin(
        claim.route(),
        new Begun(
            at,
            Operation.of(path),
            Optional.of(id).filter(own -> !own.equals(given)),
            claim.task()));
  }

  /** The way to the client. */
  Response response() {
    return recording.response();
  }

  /** To be completed when the client was answered. */
  Callback callback() {
    return recording.callback();
  }

  /** Through which port it came. */
  Entrance entrance() {
    return endPoint().entrance();
  }

  private WatchedEndPoint endPoint() {
    return (WatchedEndPoint) connection().getEndPoint();
  }

  private Connection connection() {
    return request.getConnectionMetaData().getConnection();
  }

  /** Whether it shares its connection with others that are under way. */
  private boolean isShared() {
    return Calls.areOn(connection());
  }

  /** Whether it is a call of gRPC. */
  boolean isGrpc() {
    return dialect == Dialect.GRPC;
  }

  /**
   * From now on its client has nothing to send: if its side ends, it has left. Of a connection that
   * calls share, Jetty itself tells when the client leaves one.
   */
  void watch(Runnable gone) {
    if (!isShared()) {
      endPoint().watch(gone);
    }
  }

  /** Ends this watch. */
  void unwatch(Runnable gone) {
    if (!isShared()) {
      endPoint().unwatch(gone);
    }
  }

  /** Ends the connection with this answer, whichever it will be; calls beside it go on. */
  void endConnection() {
    if (isShared()) {
      Calls.elsewhere(connection());
    } else {
      response().getHeaders().put(HttpHeader.CONNECTION, CLOSE);
    }
  }

  /** Breaks off a call whose client takes nothing; its failure listener is told. */
  void reset() {
    Calls.reset(connection(), Integer.parseInt(request.getId()));
  }

  /**
   * Answers with an error, and lets go of the body; the connection ends if the body was left
   * unread. Where a stream of events was begun already, the error is its last event.
   */
  void refuse(ErrorCode code, String message, ClientBody body) {
    body.close();
    recording.refused(code);
    var problem = new Problem(code, message);
    if (isGrpc()) {
      refuseCall(problem);
      return;
    }
    if (response().isCommitted()) {
      response().write(true, problem.event(dialect), callback());
      return;
    }
    var ending = response().getHeaders().contains(HttpHeader.CONNECTION, CLOSE);
    response().reset();
    response().getHeaders().put(RequestId.HEADER, id);
    if (!isShared() && (ending || !body.arrived())) {
      endConnection();
    }
    var lingers = !isShared() && !body.arrived();
    problem.write(response(), dialect, lingers ? new Linger(body, callback()) : callback());
  }

  /** It was answered before its body had come. */
  void endWithout(ClientBody body) {
    if (isShared()) {
      callback().succeeded();
    } else {
      new Linger(body, callback()).succeeded();
    }
  }

  /** What else its client sends, Jetty tells it to keep to itself (RFC 9113, 8.1). */
  private void refuseCall(Problem problem) {
    recording.told(problem.code().httpStatus());
    if (response().isCommitted()) {
      end.is(GrpcWire.end(problem.code(), problem.message()));
      response().write(true, BufferUtil.EMPTY_BUFFER, callback());
      return;
    }
    response().reset();
    response().getHeaders().put(RequestId.HEADER, id);
    problem.write(response(), dialect, callback());
  }

  /**
   * Ends the connection without an answer, or in the middle of one. Only a client that sent what
   * isn't HTTP is told so.
   */
  void breakOff(Throwable why, Ended.Outcome outcome) {
    recording.breaksBecause(outcome);
    if (!isShared() && (response().isCommitted() || !(why instanceof HttpException))) {
      endPoint().close(why);
    }
    callback().failed(why);
  }
}
