package dev.steward.gateway.listen;

import dev.steward.core.serving.ServiceId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one connector of a gateway: it listens on the front port and on any number of others. */
public final class GatewayConnector extends ServerConnector {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayConnector.class);
  private static final int BACKLOG = 1024;

  private final int maxConnections;
  private final Map<Integer, ServiceId> ownPorts = new ConcurrentHashMap<>();

  /**
   * @param selectors threads that watch connections
   * @param maxConnections clients' connections at once; more are closed as they come
   */
  public GatewayConnector(
      Server server, HttpConfiguration http, int selectors, int maxConnections) {
    super(server, null, null, null, 0, selectors, new HttpConnectionFactory(http));
    this.maxConnections = maxConnections;
    setAcceptQueueSize(BACKLOG);
  }

  /** A port that was opened beside the front port. */
  @FunctionalInterface
  interface OpenPort {
    void close();
  }

  /**
   * Opens a service's own port.
   *
   * @throws IOException if it can't be bound
   */
  OpenPort open(int port, ServiceId service) throws IOException {
    var channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.configureBlocking(false);
      var host = getHost();
      channel.bind(
          host == null ? new InetSocketAddress(port) : new InetSocketAddress(host, port), BACKLOG);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    ownPorts.put(port, service);
    var acceptor = getSelectorManager().acceptor(channel);
    return () -> {
      ownPorts.remove(port, service);
      IO.close(channel);
      // Wakes the selector, which only then lets go of the closed socket.
      IO.close(acceptor);
    };
  }

  @Override
  protected SelectorManager newSelectorManager(
      Executor executor, Scheduler scheduler, int selectors) {
    return new BoundedSelectorManager(executor, scheduler, selectors);
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) throws IOException {
    var endPoint = new WatchedEndPoint(channel, selector, key, getScheduler(), entrance(channel));
    endPoint.setIdleTimeout(getIdleTimeout());
    return endPoint;
  }

  private Entrance entrance(SocketChannel channel) throws IOException {
    var port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    if (port == getLocalPort()) {
      return new Entrance.Front();
    }
    var service = ownPorts.get(port);
    if (service == null) {
      throw new IOException("port " + port + " was closed while a client connected to it");
    }
    return new Entrance.OwnPort(service);
  }

  private final class BoundedSelectorManager extends ServerConnectorManager {
    BoundedSelectorManager(Executor executor, Scheduler scheduler, int selectors) {
      super(executor, scheduler, selectors);
    }

    @Override
    protected void accepted(SelectableChannel channel) throws IOException {
      if (getConnectedEndPoints().size() >= maxConnections) {
        LOG.debug("closed a new connection: {} are open", maxConnections);
        channel.close();
        return;
      }
      super.accepted(channel);
    }
  }
}
