package dev.steward.gateway.proxy;

import dev.steward.core.error.ErrorCode;
import dev.steward.gateway.route.Dialect;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Tells in our shape what Jetty refuses before we see it: broken or too large heads. */
public final class WireErrors extends ErrorHandler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var status = response.getStatus();
    var path = Request.getPathInContext(request);
    new Problem(code(status), message(status, request.getAttribute(ERROR_MESSAGE)))
        .write(response, Dialect.of(path == null ? "/" : path), callback);
    return true;
  }

  private static ErrorCode code(int status) {
    return switch (status) {
      case 414, 431 -> ErrorCode.HEADERS_TOO_LARGE;
      case 408 -> ErrorCode.REQUEST_TIMEOUT;
      case 413 -> ErrorCode.REQUEST_TOO_LARGE;
      default -> isOfClient(status) ? ErrorCode.INVALID_REQUEST : ErrorCode.INTERNAL;
    };
  }

  /** 505 is a version of HTTP that doesn't exist. */
  private static boolean isOfClient(int status) {
    return status < 500 || status == 505;
  }

  /** Jetty's reason names a rule of HTTP and repeats nothing of the request. */
  private static String message(int status, @Nullable Object reason) {
    return switch (status) {
      case 431 -> "headers: larger than taken; send fewer or shorter ones";
      case 414 -> "path: longer than taken; shorten it";
      case 408 -> "request: nothing came for too long; send it faster";
      default ->
          isOfClient(status)
              ? "request: isn't valid HTTP/1.1: %s; mend the client".formatted(reason)
              : "the gateway failed on this request; its log tells why";
    };
  }
}
