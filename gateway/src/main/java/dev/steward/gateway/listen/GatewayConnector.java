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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one connector of a gateway: it listens on the front port and on any number of others. */
public final class GatewayConnector extends ServerConnector {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayConnector.class);
  private static final int BACKLOG = 1024;

  private final int maxConnections;
  private final Map<SelectableChannel, Entrance> ownPorts = new ConcurrentHashMap<>();

  /**
   * @param selectors threads that watch connections
   * @param maxConnections clients' connections at once; more are closed as they come
   */
  public GatewayConnector(
      Server server, HttpConfiguration http, int selectors, int maxConnections) {
    super(
        server,
        null,
        null,
        null,
        0,
        selectors,
        new HttpConnectionFactory(http),
        new PriorKnowledge(http));
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
    ownPorts.put(channel, new Entrance.OwnPort(service));
    var acceptor = getSelectorManager().acceptor(channel);
    return () -> {
      ownPorts.remove(channel);
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
    var entrance = (Entrance) key.attachment();
    var endPoint = new WatchedEndPoint(channel, selector, key, getScheduler(), entrance);
    endPoint.setIdleTimeout(getIdleTimeout());
    return endPoint;
  }

  /**
   * Takes no new connections at the front port; those that are open stay. Without a listener new
   * ones are refused, where a pause would leave them waiting.
   */
  public void closeFrontPort() {
    IO.close((ServerSocketChannel) getTransport());
    // Wakes the selector, which only then lets go of the closed socket.
    setAccepting(false);
  }

  /**
   * Tells the clients of calls to make their next ones elsewhere; those under way go on. Clients of
   * HTTP/1.1 are told with their answers.
   */
  public void sendCallsElsewhere() {
    getConnectedEndPoints().forEach(endPoint -> Calls.elsewhere(endPoint.getConnection()));
  }

  private final class BoundedSelectorManager extends ServerConnectorManager {
    /** Between being accepted and getting an endpoint, which happens on one thread. */
    private final Map<SelectableChannel, Entrance> arriving = new ConcurrentHashMap<>();

    BoundedSelectorManager(Executor executor, Scheduler scheduler, int selectors) {
      super(executor, scheduler, selectors);
    }

    /** Remembers which socket accepted; its port number may be another service's a moment later. */
    @Override
    protected @Nullable SelectableChannel doAccept(SelectableChannel server) throws IOException {
      var entrance = server.equals(getTransport()) ? new Entrance.Front() : ownPorts.get(server);
      var channel = entrance == null ? null : super.doAccept(server);
      if (channel != null) {
        arriving.put(channel, entrance);
      }
      return channel;
    }

    @Override
    protected void accepted(SelectableChannel channel) throws IOException {
      var entrance = arriving.remove(channel);
      if (getConnectedEndPoints().size() >= maxConnections) {
        LOG.debug("closed a new connection: {} are open", maxConnections);
        channel.close();
        return;
      }
      channel.configureBlocking(false);
      configure(((SocketChannel) channel).socket());
      accept(channel, entrance);
    }
  }
}
