package dev.steward.runtime.http;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers to what never becomes a request: broken request lines, headers too large. */
final class PlainErrors extends ErrorHandler {

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback) {
    var refusal = refusal(code);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put("x-steward-error", refusal.code().code());
    response.write(
        true,
        ByteBuffer.wrap(Dialect.of(Request.getPathInContext(request)).error(refusal)),
        callback);
  }

  private static Refusal refusal(int status) {
    return switch (status) {
      case 408 -> Refusal.of(ErrorCode.REQUEST_TIMEOUT, "the request wasn't there in time");
      case 431 -> Refusal.of(ErrorCode.HEADERS_TOO_LARGE, "the headers are too large; send less");
      default ->
          status < 500
              ? Refusal.of(ErrorCode.INVALID_REQUEST, "this isn't a request that can be read")
              : Refusal.of(ErrorCode.INTERNAL, "an error of this server's own");
    };
  }
}
