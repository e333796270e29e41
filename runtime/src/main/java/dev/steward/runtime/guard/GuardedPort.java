package dev.steward.runtime.guard;

import dev.steward.core.serving.PeerName;
import dev.steward.trust.Credentials;
import dev.steward.trust.PeerCertificate;
import dev.steward.trust.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port that admits gateways alone, and leads to the engine.
 *
 * <p>A connection ends {@link #LONGEST} after it began, whatever is under way on it. No gateway
 * ever meets that: it uses a connection for an hour, and a request takes an hour at most. So who
 * has got hold of a key can use it for so long after its end, and no longer.
 */
final class GuardedPort implements AutoCloseable {

  static final Duration LONGEST = Duration.ofHours(2);

  /** More than an engine computes at a time; each costs some 100 kB. */
  static final int CONNECTIONS = 512;

  private static final Logger LOG = LoggerFactory.getLogger(GuardedPort.class);
  private static final Duration HANDSHAKE = Duration.ofSeconds(3);
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final int WAITING = 128;

  private final ServerSocket server;
  private final SSLContext context;
  private final InetSocketAddress engine;
  private final Semaphore room = new Semaphore(CONNECTIONS);
  private final AtomicInteger open = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("passages").daemon().factory());

  private GuardedPort(ServerSocket server, Supplier<Credentials> credentials, int enginePort) {
    this.server = server;
    this.context = Tls.server(credentials, PeerName.GATEWAYS);
    this.engine = new InetSocketAddress(InetAddress.getLoopbackAddress(), enginePort);
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * Opens it.
   *
   * @param port 0 means a free one
   * @param credentials asked at each handshake
   * @throws IOException if the port can't be bound
   */
  static GuardedPort bind(int port, Supplier<Credentials> credentials, int enginePort)
      throws IOException {
    var opened = new GuardedPort(new ServerSocket(port, WAITING), credentials, enginePort);
    var _ = Thread.ofPlatform().name("guard").daemon().start(opened::accept);
    return opened;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var client = server.accept();
        if (room.tryAcquire()) {
          threads.execute(() -> admit(client));
        } else {
          client.close();
        }
      } catch (IOException e) {
        if (!server.isClosed()) {
          LOG.warn("a connection can't be accepted: {}", e.toString());
        }
      }
    }
  }

  private void admit(Socket client) {
    try (client;
        var plain = connect()) {
      client.setTcpNoDelay(true);
      client.setKeepAlive(true);
      pass(new Passage(client, handshaken(client), plain));
    } catch (IOException e) {
      LOG.debug("a connection wasn't let in: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      room.release();
    }
  }

  private void pass(Passage passage) throws InterruptedException {
    var end = timer.schedule(passage::close, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    open.incrementAndGet();
    try {
      passage.run(threads);
    } finally {
      open.decrementAndGet();
      var _ = end.cancel(false);
    }
  }

  private Socket connect() throws IOException {
    var plain = new Socket();
    try {
      plain.setTcpNoDelay(true);
      plain.connect(engine, (int) CONNECT.toMillis());
      return plain;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private SSLSocket handshaken(Socket client) throws IOException {
    client.setSoTimeout((int) HANDSHAKE.toMillis());
    var secured =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(
                    client, client.getInetAddress().getHostAddress(), client.getPort(), true);
    secured.setUseClientMode(false);
    secured.setNeedClientAuth(true);
    secured.setEnabledProtocols(new String[] {Tls.PROTOCOL});
    secured.startHandshake();
    // A session that is taken up again may be older than the certificate's last day.
    if (PeerCertificate.end(secured.getSession())
        .filter(end -> end.isAfter(Instant.now()))
        .isEmpty()) {
      throw new SSLException("the client's certificate has ended");
    }
    client.setSoTimeout(0);
    return secured;
  }

  int port() {
    return server.getLocalPort();
  }

  /** Connections of gateways that are open. */
  int connections() {
    return open.get();
  }

  /** Ends everything at once. */
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.warn("the port didn't close cleanly: {}", e.toString());
    }
    timer.shutdownNow();
    threads.shutdownNow();
  }
}
