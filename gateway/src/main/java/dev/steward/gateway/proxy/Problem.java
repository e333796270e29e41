package dev.steward.gateway.proxy;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.gateway.route.Dialect;
import dev.steward.protocol.oip.OipErrorJson;
import dev.steward.protocol.openai.OpenAiErrorJson;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * An error as it is told to a client.
 *
 * @param message field, what is wrong, what would be right
 */
record Problem(ErrorCode code, String message) {
  /** The field that tells {@link ErrorCode#code()}. */
  static final String CODE = "x-steward-error";

  private static final String RETRY_AFTER_SECONDS = "1";

  /** Answers with it, in the shape of the client's protocol. */
  void write(Response response, Dialect dialect, Callback callback) {
    if (dialect == Dialect.GRPC) {
      writeEnd(response, callback);
      return;
    }
    response.setStatus(code.httpStatus());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(CODE, code.code());
    if (code.httpStatus() == 429 || code.httpStatus() == 503) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    var body = json(dialect);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  /** An answer that has an end alone ("Trailers-Only"). */
  private void writeEnd(Response response, Callback callback) {
    response.setStatus(HttpStatus.OK_200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, GrpcWire.CONTENT_TYPE);
    GrpcWire.end(code, message).forEach(response.getHeaders()::put);
    response.write(true, BufferUtil.EMPTY_BUFFER, callback);
  }

  /** The same as an event of a stream (WHATWG HTML, 9.2.6). */
  ByteBuffer event(Dialect dialect) {
    return Events.of("error", json(dialect));
  }

  private byte[] json(Dialect dialect) {
    var refusal = Refusal.of(code, message);
    return switch (dialect) {
      case OPEN_INFERENCE, GRPC -> OipErrorJson.write(refusal);
      case OPENAI -> OpenAiErrorJson.write(refusal);
    };
  }
}
