package dev.steward.runtime.grpc;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.grpc.GrpcStatus;
import dev.steward.runtime.http.RequestId;
import dev.steward.runtime.pool.Tenant;
import dev.steward.tracing.RequestSpan;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.Optional;
import org.slf4j.MDC;

/**
 * One call while it is answered. It may be closed by the thread that answers it and by the clock;
 * whoever comes first does.
 *
 * @param <A> its answers
 */
final class OneCall<A> {

  /** The trace's id in logs, as tools that join both look for it. */
  private static final String TRACE = "trace_id";

  private static final Metadata.Key<String> TENANT =
      Metadata.Key.of(Tenant.HEADER, Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> ID =
      Metadata.Key.of(RequestId.HEADER, Metadata.ASCII_STRING_MARSHALLER);

  private final ServerCall<?, A> call;
  private final CallBound bound;
  private final Calls calls;
  private final String id;
  private final Tenant tenant;
  private final RequestSpan span;
  private Status.Code code = Status.Code.CANCELLED;
  private boolean headed;
  private boolean closed;

  OneCall(ServerCall<?, A> call, Metadata headers, CallBound bound, Calls calls) {
    this.call = call;
    this.bound = bound;
    this.calls = calls;
    this.id = RequestId.of(Optional.ofNullable(headers.get(ID)));
    this.tenant = Tenant.of(Optional.ofNullable(headers.get(TENANT)));
    this.span = calls.tracing().begin(GrpcRequest.of(call, headers));
    calls.metrics().asked(headers.get(Calls.POLICY));
  }

  /** For whom it is. */
  Tenant tenant() {
    return tenant;
  }

  /** What is told of it. */
  RequestSpan span() {
    return span;
  }

  /** What is logged from now on by this thread is of it. */
  void named() {
    MDC.put("request", id);
    span.traceId().ifPresent(trace -> MDC.put(TRACE, trace));
  }

  /** No longer. */
  static void unnamed() {
    MDC.remove("request");
    MDC.remove(TRACE);
  }

  /** Nothing more happens to it. */
  synchronized void over() {
    GrpcRequest.ended(span, code);
  }

  /** Its name in logs and answers. */
  String id() {
    return id;
  }

  /** A message must be whole in time. */
  void awaitMessage() {
    var time = calls.limits().body();
    bound.expect(
        time,
        () ->
            refuse(
                Refusal.of(
                    ErrorCode.REQUEST_TIMEOUT,
                    new Violation(
                        "request",
                        "it wasn't there after " + time.toMillis() + " ms",
                        "send it faster"))));
  }

  /** It is. */
  void messageIsHere() {
    bound.happened();
  }

  /** Sends an answer, unless the call is over. */
  synchronized void send(A answer) {
    if (!closed) {
      if (!headed) {
        headed = true;
        call.sendHeaders(withId(new Metadata()));
      }
      call.sendMessage(answer);
    }
  }

  /** Whether the client has taken most of what it was sent; it must in time. */
  boolean isTaken() {
    if (call.isReady()) {
      bound.happened();
      return true;
    }
    bound.expect(calls.limits().answer(), bound::cancel);
    return false;
  }

  /**
   * Ends the call well. gRPC sends a single answer only with the end, so that the client must take
   * both in time.
   */
  void end() {
    close(Status.OK, new Metadata());
    bound.expect(calls.limits().answer(), bound::cancel);
  }

  /** Ends it with a refusal. */
  void refuse(Refusal refusal) {
    close(GrpcStatus.of(refusal), GrpcStatus.trailers(refusal));
  }

  /** Ends it for a client that is gone. */
  void abandon() {
    close(Status.CANCELLED.withDescription("nobody waits for the answer"), new Metadata());
  }

  private synchronized void close(Status status, Metadata trailers) {
    if (!closed) {
      closed = true;
      code = status.getCode();
      bound.happened();
      call.close(status, headed ? trailers : withId(trailers));
    }
  }

  private Metadata withId(Metadata metadata) {
    metadata.put(ID, id);
    return metadata;
  }
}
