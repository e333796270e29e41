package dev.steward.gateway.tls;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLEngine;
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

  private final Spoken spoken;
  private final SSLEngine engine;
  private final long idleAfterwards;

  private HandshakeFirst(
      SslEndPoint endPoint,
      Executor executor,
      ClientConnectionFactory requests,
      Map<String, Object> context,
      Spoken spoken) {
    super(endPoint, executor, endPoint.getSslConnection().getSSLEngine(), requests, context);
    this.spoken = spoken;
    engine = endPoint.getSslConnection().getSSLEngine();
    if (spoken == Spoken.HTTP2) {
      var parameters = engine.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {spoken.name});
      engine.setSSLParameters(parameters);
    }
    idleAfterwards = endPoint.getIdleTimeout();
    endPoint.setIdleTimeout(LONGEST.toMillis());
    endPoint.getSslConnection().addHandshakeListener(this);
  }

  /** What is spoken after the handshake. */
  enum Spoken {
    /** Without a word about it in the handshake. */
    HTTP1("http/1.1"),
    /** As both sides have agreed in the handshake (RFC 7301), without which no pod speaks it. */
    HTTP2("h2");

    private final String name;

    Spoken(String name) {
      this.name = name;
    }
  }

  /** Makes connections whose handshake comes first. */
  static final class Connector extends ClientConnector {
    private final Spoken spoken;

    Connector(Spoken spoken) {
      this.spoken = spoken;
    }

    @Override
    public ClientConnectionFactory newSslClientConnectionFactory(
        SslContextFactory.Client contexts, ClientConnectionFactory requests) {
      return super.newSslClientConnectionFactory(
          contexts,
          (endPoint, context) ->
              new HandshakeFirst((SslEndPoint) endPoint, getExecutor(), requests, context, spoken));
    }
  }

  @Override
  public void handshakeSucceeded(Event event) {
    if (spoken == Spoken.HTTP2 && !spoken.name.equals(engine.getApplicationProtocol())) {
      fail(new SSLHandshakeException("the pod doesn't speak HTTP/2"));
      return;
    }
    getEndPoint().setIdleTimeout(idleAfterwards);
    completed(spoken.name);
  }

  @Override
  public boolean onIdleExpired(TimeoutException timeout) {
    var late = new SSLHandshakeException("no handshake within " + LONGEST);
    late.addSuppressed(timeout);
    fail(late);
    return false;
  }

  private void fail(SSLHandshakeException why) {
    getEndPoint().close(why);
    if (getContext().get(ClientConnector.CONNECTION_PROMISE_CONTEXT_KEY)
        instanceof Promise<?> promise) {
      promise.failed(why);
    }
  }
}
