package dev.steward.gateway.proxy;

import java.net.SocketTimeoutException;
import java.util.ArrayList;
import org.eclipse.jetty.client.AbstractConnectionPool;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait for a connection to one pod.
 *
 * <p>Jetty gives up all queued requests where one connection can't be made, by going through a copy
 * of the queue: a request that another connection takes meanwhile is broken off in the middle. Here
 * only what was taken out of the queue is given up, and only one of them while the pod is reached
 * by other connections: it may find another pod, and where there is none it queues again, unless
 * the pod has refused the connection.
 */
final class PodQueue extends HttpDestination {

  PodQueue(HttpClient client, Origin origin) {
    super(client, origin);
  }

  @Override
  public void failed(Throwable cause) {
    var given = new ArrayList<HttpExchange>();
    var reached = isReached();
    var most = reached ? 1 : Integer.MAX_VALUE;
    var why = reached && cause instanceof SocketTimeoutException ? new SlowToAccept(cause) : cause;
    for (var next = poll(); next != null; next = given.size() < most ? poll() : null) {
      given.add(next);
    }
    for (var exchange : given) {
      // Whether it came in time, its listener is told.
      var _ = exchange.getRequest().abort(why);
    }
  }

  private @Nullable HttpExchange poll() {
    return getHttpExchanges().poll();
  }

  private boolean isReached() {
    return getConnectionPool() instanceof AbstractConnectionPool pool
        && pool.getActiveConnectionCount() + pool.getIdleConnectionCount() > 0;
  }
}
