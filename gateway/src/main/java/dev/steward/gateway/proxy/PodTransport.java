package dev.steward.gateway.proxy;

import java.time.Duration;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.DuplexConnectionPool;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.jspecify.annotations.Nullable;

/**
 * How connections to pods come to be, where Jetty's own way is too rough for a pod that has just
 * started.
 *
 * <p>Jetty opens a connection for every request that queues. A hundred that waited for a pod would
 * be a hundred handshakes at once, each of which takes a JVM that runs for its first second a good
 * part of a core: none ends in time. Here {@value #OPENING} are opened at a time, and the requests
 * share them as they come free. Beyond {@value #FEW} connections it is one at a time: a pod that is
 * slow for a moment isn't made slower by handshakes for all that queues up.
 */
final class PodTransport extends HttpClientTransportOverHTTP {
  static final int OPENING = 4;

  /** More than a pod computes at the same time. */
  static final int FEW = 16;

  /**
   * A transport.
   *
   * @param reuse how long a connection is used for further requests; the last one may end later
   */
  PodTransport(ClientConnector connector, Duration reuse) {
    super(connector);
    setConnectionPoolFactory(destination -> new GradualPool(destination, reuse));
  }

  @Override
  public Destination newDestination(Origin origin) {
    return new PodQueue(getHttpClient(), origin);
  }

  /** Connections to one pod. */
  private static final class GradualPool extends DuplexConnectionPool {
    GradualPool(Destination destination, Duration reuse) {
      super(destination, destination.getHttpClient().getMaxConnectionsPerDestination());
      setMaxDuration(reuse.toMillis());
    }

    @Override
    public @Nullable Connection acquire(boolean create) {
      int opening = getConnectionCount() < FEW ? OPENING : 1;
      return getPendingConnectionCount() < opening ? super.acquire(create) : activate();
    }
  }
}
