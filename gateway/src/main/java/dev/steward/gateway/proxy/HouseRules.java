package dev.steward.gateway.proxy;

import dev.steward.core.error.ErrorCode;
import dev.steward.gateway.route.Dialect;
import dev.steward.protocol.grpc.GrpcTimeout;
import java.util.HexFormat;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** What no request may do, whomever it is for. */
final class HouseRules {

  private HouseRules() {}

  /** Why a request goes no further, if it breaks a rule. */
  static Optional<Problem> broken(Request request, Limits limits) {
    if (GrpcWire.isHttp2(request)) {
      return brokenByCall(request);
    }
    if (!isProxied(request)) {
      return Optional.of(
          new Problem(
              ErrorCode.METHOD_NOT_ALLOWED,
              request.getMethod() + ": not taken here; use GET or POST"));
    }
    if (request.getHeaders().getCSV(HttpHeader.TRANSFER_ENCODING, false).size() > 1) {
      return Optional.of(
          new Problem(
              ErrorCode.INVALID_REQUEST,
              "transfer-encoding: only chunked is understood; compress by content-encoding"));
    }
    if (!isQuery(request.getHttpURI().getQuery())) {
      return Optional.of(
          new Problem(
              ErrorCode.INVALID_REQUEST,
              "query: has what must be percent-encoded, or a % without two hexadecimal digits"));
    }
    return request.getLength() > limits.bodyBytes()
        ? Optional.of(
            new Problem(
                ErrorCode.REQUEST_TOO_LARGE,
                "body: larger than the %d bytes taken".formatted(limits.bodyBytes())))
        : Optional.empty();
  }

  private static Optional<Problem> brokenByCall(Request request) {
    if (GrpcWire.dialect(request) != Dialect.GRPC) {
      return Optional.of(
          new Problem(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE,
              "content-type: over HTTP/2 only application/grpc is taken; send this over HTTP/1.1"));
    }
    if (!HttpMethod.POST.is(request.getMethod()) || request.getHttpURI().getQuery() != null) {
      return Optional.of(
          new Problem(
              ErrorCode.METHOD_NOT_ALLOWED, "a call is a POST without a query; mend the client"));
    }
    var timeout = request.getHeaders().get(GrpcTimeout.FIELD);
    return timeout == null || GrpcTimeout.parse(timeout).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                ErrorCode.INVALID_REQUEST,
                GrpcTimeout.FIELD + ": it isn't one to eight digits and one of H, M, S, m, u, n"));
  }

  private static boolean isProxied(Request request) {
    var method = request.getMethod();
    return !HttpMethod.CONNECT.is(method)
        && !HttpMethod.TRACE.is(method)
        && Request.getPathInContext(request).startsWith("/");
  }

  /** Jetty's server takes queries that its client can't send. */
  private static boolean isQuery(@Nullable String query) {
    for (var i = 0; query != null && i < query.length(); i++) {
      var c = query.charAt(i);
      var escaped = c != '%' || (isHex(query, i + 1) && isHex(query, i + 2));
      if (c <= ' ' || c >= 0x7f || !escaped) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHex(String text, int at) {
    return at < text.length() && HexFormat.isHexDigit(text.charAt(at));
  }
}
