package dev.steward.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.steward.core.serving.PeerName;
import dev.steward.trust.Credentials;
import dev.steward.trust.CredentialsFolder;
import dev.steward.trust.Tls;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.ssl.SslConnection.SslEndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A pod that admits gateways alone and follows a folder, as the runtime does. {@code /echo} answers
 * what it is sent; {@code /wait/MILLIS} does so after a time; {@code /stream/N/MILLIS} sends N
 * lines with a pause before each.
 */
final class RenewingPod implements AutoCloseable {

  private final Server server;
  private final ServerConnector connector;
  private final CredentialsFolder folder;

  /** When each certificate of a gateway's was last met, and when each connection began. */
  final Map<X509Certificate, Long> met = new ConcurrentHashMap<>();

  final Map<Object, Long> connections = new ConcurrentHashMap<>();
  private final AtomicLong oldestUsed = new AtomicLong();

  RenewingPod(Path folder, Duration period) throws Exception {
    var threads = new QueuedThreadPool(64, 4);
    threads.setDaemon(true);
    server = new Server(threads);
    var contexts = new SslContextFactory.Server();
    contexts.setNeedClientAuth(true);
    contexts.setIncludeProtocols(Tls.PROTOCOL);
    contexts.setEndpointIdentificationAlgorithm(null);
    this.folder =
        CredentialsFolder.follow(
            folder,
            period,
            credentials -> {
              try {
                contexts.reload(it -> it.setSslContext(Tls.server(credentials, PeerName.GATEWAYS)));
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    var protocol = new HttpConnectionFactory(new HttpConfiguration());
    var secured = new SslConnectionFactory(contexts, protocol.getProtocol());
    secured.setEnsureSecureRequestCustomizer(false);
    connector = new ServerConnector(server, 1, 1, secured, protocol);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new Answers());
    server.setStopTimeout(0);
    server.start();
  }

  int port() {
    return connector.getLocalPort();
  }

  /** Whether it proves itself by these from now on. */
  boolean shows(Credentials credentials) {
    return folder.current().certificate().equals(credentials.certificate());
  }

  /** How old the oldest connection was when a request came on it. */
  Duration oldestUsed() {
    return Duration.ofNanos(oldestUsed.get());
  }

  private final class Answers extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      var now = System.nanoTime();
      var endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
      var began = connections.computeIfAbsent(endPoint, key -> now);
      var _ = oldestUsed.accumulateAndGet(now - began, Math::max);
      if (endPoint instanceof SslEndPoint secured) {
        var session = secured.getSslConnection().getSSLEngine().getSession();
        met.put((X509Certificate) session.getPeerCertificates()[0], now);
      }
      var body = Content.Source.asString(request);
      var path = Request.getPathInContext(request).split("/", -1);
      switch (path[1]) {
        case "wait" -> Thread.sleep(Long.parseLong(path[2]));
        case "stream" -> {
          for (var i = 0; i < Integer.parseInt(path[2]); i++) {
            Thread.sleep(Long.parseLong(path[3]));
            write(response, "line " + i + "\n");
          }
        }
        default -> {}
      }
      response.write(true, ByteBuffer.wrap(body.getBytes(UTF_8)), callback);
      return true;
    }

    private static void write(Response response, String text) throws Exception {
      try (var blocker = Blocker.callback()) {
        response.write(false, ByteBuffer.wrap(text.getBytes(UTF_8)), blocker);
        blocker.block();
      }
    }
  }

  @Override
  public void close() {
    folder.close();
    LifeCycle.stop(server);
  }
}
