package dev.steward.gateway.proxy;

import dev.steward.core.error.ErrorCode;
import dev.steward.gateway.route.Dialect;
import dev.steward.protocol.grpc.GrpcCode;
import dev.steward.protocol.grpc.GrpcMessage;
import dev.steward.protocol.grpc.GrpcTimeout;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;

/**
 * What stands around a call's messages: HTTP/2 with fields before and after them (grpc/grpc,
 * doc/PROTOCOL-HTTP2.md).
 */
final class GrpcWire {
  static final String CONTENT_TYPE = "application/grpc";
  static final String STATUS = "grpc-status";
  private static final String MESSAGE = "grpc-message";

  /** Without it some servers take no calls: they couldn't tell how one ended. */
  private static final HttpField TAKES_TRAILERS = new HttpField(HttpHeader.TE, "trailers");

  private static final Duration LONGEST = Duration.ofHours(1);

  private GrpcWire() {}

  /** Whether a request came over HTTP/2. */
  static boolean isHttp2(Request request) {
    return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
  }

  /** The dialect of a request. */
  static Dialect dialect(Request request) {
    return isHttp2(request) && isGrpc(request.getHeaders())
        ? Dialect.GRPC
        : Dialect.of(Request.getPathInContext(request));
  }

  private static boolean isGrpc(HttpFields fields) {
    var type = fields.get(HttpHeader.CONTENT_TYPE);
    return type != null
        && type.startsWith(CONTENT_TYPE)
        && (type.length() == CONTENT_TYPE.length()
            || "+;".indexOf(type.charAt(CONTENT_TYPE.length())) >= 0);
  }

  /** How long the client waits, where it says so and means less than any service's timeout. */
  static Optional<Duration> timeout(HttpFields fields) {
    return Optional.ofNullable(fields.get(GrpcTimeout.FIELD))
        .flatMap(GrpcTimeout::parse)
        .filter(time -> time.compareTo(LONGEST) < 0);
  }

  /** Changes the fields of a client's request for a pod that has so long to answer. */
  static void toPod(HttpFields.Mutable fields, long millis) {
    fields.put(TAKES_TRAILERS);
    fields.remove(HttpHeader.HOST);
    fields.put(GrpcTimeout.FIELD, GrpcTimeout.ofMillis(millis));
  }

  /** An error, as the end of an answer tells it. */
  static HttpFields.Mutable end(ErrorCode code, String message) {
    return HttpFields.build()
        .put(STATUS, String.valueOf(GrpcCode.of(code).number()))
        .put(MESSAGE, GrpcMessage.encoded(message))
        .put(Problem.CODE, code.code());
  }

  /**
   * The HTTP status that means the same as the end of an answer: of our own errors the one that
   * they have over HTTP.
   *
   * @param status of its head
   * @param end the fields that tell the outcome
   */
  static int httpStatus(int status, HttpFields end) {
    if (status != HttpStatus.OK_200) {
      return status;
    }
    var number = end.get(STATUS);
    var code = number == null ? GrpcCode.UNKNOWN : GrpcCode.parse(number).orElse(GrpcCode.UNKNOWN);
    return code == GrpcCode.OK
        ? code.httpStatus()
        : error(end).map(ErrorCode::httpStatus).orElse(code.httpStatus());
  }

  private static Optional<ErrorCode> error(HttpFields end) {
    var code = end.get(Problem.CODE);
    return Arrays.stream(ErrorCode.values()).filter(error -> error.code().equals(code)).findFirst();
  }
}
