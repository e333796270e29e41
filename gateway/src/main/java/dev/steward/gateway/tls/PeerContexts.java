package dev.steward.gateway.tls;

import dev.steward.core.serving.PeerName;
import dev.steward.trust.Credentials;
import dev.steward.trust.Tls;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.ssl.SslClientConnectionFactory.SslEngineFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * Makes the engine of each new connection: it shows the gateway's certificate and expects the name
 * that the destination is tagged with.
 *
 * <p>To Java the name is the host's, so that its own check of host names does the work, and
 * sessions are taken up again only with who proved the same name.
 */
public final class PeerContexts extends SslContextFactory.Client implements SslEngineFactory {

  private volatile boolean usable;

  /** Contexts without credentials yet: until they have some, no connection is made. */
  public PeerContexts() {
    setIncludeProtocols(Tls.PROTOCOL);
  }

  /** A connector whose connections are secured by these contexts, where a request asks for it. */
  public ClientConnector connector() {
    return connector(HandshakeFirst.Spoken.HTTP1);
  }

  /** The same for connections on which HTTP/2 is spoken. */
  public ClientConnector connectorForCalls() {
    return connector(HandshakeFirst.Spoken.HTTP2);
  }

  private ClientConnector connector(HandshakeFirst.Spoken spoken) {
    var connector = new HandshakeFirst.Connector(spoken);
    connector.setSslContextFactory(this);
    return connector;
  }

  /** Uses these credentials for connections made from now on; open ones go on. */
  public void use(Credentials credentials) {
    try {
      reload(it -> it.setSslContext(Tls.client(credentials)));
      usable = true;
    } catch (Exception e) {
      throw new IllegalStateException("a context that is made can be used", e);
    }
  }

  @Override
  public SSLEngine newSslEngine(String host, int port, Map<String, Object> context) {
    if (!usable) {
      throw new IllegalStateException("no credentials: STEWARD_TLS isn't set");
    }
    if (context.get(Destination.CONTEXT_KEY) instanceof Destination destination
        && destination.getOrigin().getTag() instanceof PeerName name) {
      return newSSLEngine(name.dns(), port);
    }
    throw new IllegalStateException("nobody said who is expected at " + host);
  }
}
