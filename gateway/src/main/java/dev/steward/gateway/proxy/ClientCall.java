package dev.steward.gateway.proxy;

import dev.steward.core.error.ErrorCode;
import dev.steward.gateway.listen.WatchedEndPoint;
import dev.steward.gateway.route.Dialect;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The client's side of an exchange. */
record ClientCall(
    String id, Dialect dialect, Request request, Response response, Callback callback) {
  private static final String CLOSE = HttpHeaderValue.CLOSE.asString();

  static ClientCall of(Request request, Response response, Callback callback) {
    var id = RequestId.of(request.getHeaders().get(RequestId.HEADER));
    response.getHeaders().put(RequestId.HEADER, id);
    return new ClientCall(
        id, Dialect.of(Request.getPathInContext(request)), request, response, callback);
  }

  WatchedEndPoint endPoint() {
    return (WatchedEndPoint) request.getConnectionMetaData().getConnection().getEndPoint();
  }

  /** Ends the connection with this answer, whichever it will be. */
  void endConnection() {
    response.getHeaders().put(HttpHeader.CONNECTION, CLOSE);
  }

  /**
   * Answers with an error, and lets go of the body; the connection ends if the body was left
   * unread. Where a stream of events was begun already, the error is its last event.
   */
  void refuse(ErrorCode code, String message, ClientBody body) {
    body.close();
    var problem = new Problem(code, message);
    if (response.isCommitted()) {
      response.write(true, problem.event(dialect), callback);
      return;
    }
    var ending = response.getHeaders().contains(HttpHeader.CONNECTION, CLOSE);
    response.reset();
    response.getHeaders().put(RequestId.HEADER, id);
    if (ending || !body.arrived()) {
      endConnection();
    }
    problem.write(response, dialect, body.arrived() ? callback : new Linger(body, callback));
  }

  /**
   * Ends the connection without an answer, or in the middle of one. Only a client that sent what
   * isn't HTTP is told so.
   */
  void breakOff(Throwable why) {
    if (response.isCommitted() || !(why instanceof HttpException)) {
      endPoint().close(why);
    }
    callback.failed(why);
  }
}
