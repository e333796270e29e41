package dev.steward.gateway.proxy;

import dev.steward.core.error.ErrorCode;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * The end of a call's answer, where its outcome stands: the pod's, unless something else ended it.
 */
final class CallEnd implements Supplier<HttpFields> {
  private static final String NO_OUTCOME =
      "the replica ended its answer without saying how; its log may tell why";

  private final AtomicReference<@Nullable HttpFields> ours = new AtomicReference<>();
  private volatile @Nullable Response answer;

  /** A pod answers. */
  void follows(Response from) {
    answer = from;
  }

  /** Something else ends it. */
  void is(HttpFields end) {
    ours.set(end);
  }

  /** Whether the outcome stood in the answer's head already, so that nothing comes after it. */
  static boolean isInHeadOf(Response from) {
    return from.getHeaders().contains(GrpcWire.STATUS) || from.getStatus() != HttpStatus.OK_200;
  }

  /** The fields after the answer; none where its head told the outcome. To be asked at its end. */
  @Override
  public HttpFields get() {
    var end = ours.get();
    var from = answer;
    if (end != null) {
      return end;
    }
    if (from == null || isInHeadOf(from)) {
      return HttpFields.EMPTY;
    }
    var trailers = Headers.trailers(from.getTrailers());
    return trailers.contains(GrpcWire.STATUS)
        ? trailers
        : GrpcWire.end(ErrorCode.BAD_REPLICA, NO_OUTCOME);
  }

  /** The HTTP status that means the same as the whole answer of a pod. */
  static int httpStatus(Response from) {
    if (isInHeadOf(from)) {
      return GrpcWire.httpStatus(from.getStatus(), from.getHeaders());
    }
    var trailers = from.getTrailers();
    return trailers == null || !trailers.contains(GrpcWire.STATUS)
        ? ErrorCode.BAD_REPLICA.httpStatus()
        : GrpcWire.httpStatus(from.getStatus(), trailers);
  }
}
