package dev.steward.gateway.proxy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.steward.core.error.ErrorCode;
import dev.steward.gateway.route.Dialect;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * An error as it is told to a client.
 *
 * @param message field, what is wrong, what would be right
 */
record Problem(ErrorCode code, String message) {
  private static final String RETRY_AFTER_SECONDS = "1";

  /** Answers with it, in the shape of the client's protocol. */
  void write(Response response, Dialect dialect, Callback callback) {
    response.setStatus(code.httpStatus());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    if (code.httpStatus() == 429 || code.httpStatus() == 503) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    var body = json(dialect).getBytes(StandardCharsets.UTF_8);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  private String json(Dialect dialect) {
    var json = JsonNodeFactory.instance.objectNode();
    switch (dialect) {
      case OPEN_INFERENCE -> json.put("error", message);
      case OPENAI ->
          json.putObject("error")
              .put("message", message)
              .put("type", code.httpStatus() < 500 ? "invalid_request_error" : "server_error")
              .putNull("param")
              .put("code", code.code());
    }
    return json.toString();
  }
}
