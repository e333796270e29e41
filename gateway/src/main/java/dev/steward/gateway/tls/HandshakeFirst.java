package dev.steward.gateway.tls;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.NegotiatingClientConnection;
import org.eclipse.jetty.io.ssl.SslConnection.SslEndPoint;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * A connection until its handshake has ended; only then there is one for requests. Jetty would
 * begin a request on it before, and read from its body: it couldn't be tried elsewhere then, if the
 * handshake failed.
 */
final class HandshakeFirst extends NegotiatingClientConnection implements SslHandshakeListener {

  /** Long for a pod whose cores are all taken, short against a request's deadline. */
  private static final Duration LONGEST = Duration.ofSeconds(3);

  private final long idleAfterwards;

  private HandshakeFirst(
      SslEndPoint endPoint,
      Executor executor,
      ClientConnectionFactory requests,
      Map<String, Object> context) {
    super(endPoint, executor, endPoint.getSslConnection().getSSLEngine(), requests, context);
    idleAfterwards = endPoint.getIdleTimeout();
    endPoint.setIdleTimeout(LONGEST.toMillis());
    endPoint.getSslConnection().addHandshakeListener(this);
  }

  /** Makes connections whose handshake comes first. */
  static final class Connector extends ClientConnector {
    @Override
    public ClientConnectionFactory newSslClientConnectionFactory(
        SslContextFactory.Client contexts, ClientConnectionFactory requests) {
      return super.newSslClientConnectionFactory(
          contexts,
          (endPoint, context) ->
              new HandshakeFirst((SslEndPoint) endPoint, getExecutor(), requests, context));
    }
  }

  @Override
  public void handshakeSucceeded(Event event) {
    getEndPoint().setIdleTimeout(idleAfterwards);
    completed("http/1.1");
  }

  @Override
  public boolean onIdleExpired(TimeoutException timeout) {
    var late = new SSLHandshakeException("no handshake within " + LONGEST);
    late.addSuppressed(timeout);
    getEndPoint().close(late);
    if (getContext().get(ClientConnector.CONNECTION_PROMISE_CONTEXT_KEY)
        instanceof Promise<?> promise) {
      promise.failed(late);
    }
    return false;
  }
}
