package dev.steward.gateway.proxy;

import java.time.Duration;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.ConnectionPool;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.MultiplexConnectionPool;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ConcurrentPool;
import org.jspecify.annotations.Nullable;

/**
 * How connections to pods come to be on which calls of gRPC share their way: one is opened at a
 * time, and each takes {@value #CALLS} calls at most.
 *
 * <p>What a client doesn't take waits here, up to {@value #CALL_BYTES} bytes of each call. A
 * connection's window is as large as those of all its calls together, so that no number of clients
 * that read nothing keeps the answers of others back.
 */
final class PodCallTransport extends HttpClientTransportOverHTTP2 {
  static final int CALLS = 128;
  private static final int CALL_BYTES = 64 << 10;

  /**
   * A transport.
   *
   * @param reuse how long a connection is used for further calls; the last one may end later
   */
  PodCallTransport(ClientConnector connector, Duration reuse) {
    super(client(connector));
    setConnectionPoolFactory(destination -> new GradualPool(destination, reuse));
  }

  private static HTTP2Client client(ClientConnector connector) {
    var client = new HTTP2Client(connector);
    client.setInitialStreamRecvWindow(CALL_BYTES);
    client.setInitialSessionRecvWindow(CALLS * CALL_BYTES);
    client.setMaxConcurrentPushedStreams(0);
    // It is agreed on in our own handshake.
    client.setUseALPN(false);
    return client;
  }

  @Override
  public Destination newDestination(Origin origin) {
    return new PodQueue(getHttpClient(), origin);
  }

  @Override
  protected Connection newConnection(
      Destination destination, Session session, HTTP2Connection connection) {
    return new PodCallConnection(destination, session, connection);
  }

  /** Connections to one pod. */
  private static final class GradualPool extends MultiplexConnectionPool {
    GradualPool(Destination destination, Duration reuse) {
      super(
          destination,
          () ->
              new ConcurrentPool<>(
                  ConcurrentPool.StrategyType.FIRST,
                  destination.getHttpClient().getMaxConnectionsPerDestination(),
                  GradualPool::calls),
          CALLS);
      setMaxDuration(reuse.toMillis());
    }

    /** As many as the pod takes on it. */
    private static int calls(Connection connection) {
      return connection instanceof ConnectionPool.MaxMultiplexable shared
          ? Math.min(CALLS, shared.getMaxMultiplex())
          : CALLS;
    }

    @Override
    public @Nullable Connection acquire(boolean create) {
      return getPendingConnectionCount() == 0 ? super.acquire(create) : activate();
    }
  }
}
