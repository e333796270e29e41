package dev.steward.gateway.proxy;

import dev.steward.core.error.ErrorCode;
import dev.steward.gateway.listen.WatchedEndPoint;
import dev.steward.gateway.route.Dialect;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The client's side of an exchange. */
record ClientCall(
    String id, Dialect dialect, Request request, Response response, Callback callback) {

  static ClientCall of(Request request, Response response, Callback callback) {
    var id = RequestId.of(request.getHeaders().get(RequestId.HEADER));
    response.getHeaders().put(RequestId.HEADER, id);
    return new ClientCall(
        id, Dialect.of(Request.getPathInContext(request)), request, response, callback);
  }

  WatchedEndPoint endPoint() {
    return (WatchedEndPoint) request.getConnectionMetaData().getConnection().getEndPoint();
  }

  /** Answers with an error; the connection ends with it if the body was left unread. */
  void refuse(ErrorCode code, String message, ClientBody body) {
    response.reset();
    response.getHeaders().put(RequestId.HEADER, id);
    var problem = new Problem(code, message);
    if (body.complete()) {
      problem.write(response, dialect, callback);
    } else {
      response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
      problem.write(response, dialect, new Linger(body, callback));
    }
  }

  /** Ends the connection without an answer, or in the middle of one. */
  void breakOff(Throwable why) {
    callback.failed(why);
  }
}
