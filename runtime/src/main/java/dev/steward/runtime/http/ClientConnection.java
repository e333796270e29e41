package dev.steward.runtime.http;

import dev.steward.runtime.pool.Client;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;

/**
 * Whether a client still waits, as its connection shows while its request is computed.
 *
 * <p>Between a request's last byte and its answer Jetty reads nothing, so that it doesn't notice a
 * closed connection. This does, by reading a byte. A client that has sent another request already
 * loses a byte of that, and is told to send it again on another connection, as HTTP allows: {@code
 * connection: close}.
 */
final class ClientConnection implements Client {

  private final Context context;
  private boolean sendsMore;

  ClientConnection(Context context) {
    this.context = context;
  }

  @Override
  public boolean gone() {
    if (sendsMore) {
      return false;
    }
    var request = ServletContextRequest.getServletContextRequest(context.req());
    var endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    return switch (read(endPoint)) {
      case -1 -> true;
      case 0 -> false;
      default -> {
        sendsMore = true;
        context.res().setHeader("connection", "close");
        yield false;
      }
    };
  }

  /** How many bytes came: 0 or 1, or -1 at the connection's end. */
  private static int read(EndPoint endPoint) {
    try {
      return endPoint.fill(ByteBuffer.allocate(1).limit(0));
    } catch (IOException e) {
      return -1;
    }
  }
}
