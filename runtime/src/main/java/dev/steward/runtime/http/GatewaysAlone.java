package dev.steward.runtime.http;

import dev.steward.core.serving.PeerName;
import dev.steward.trust.Credentials;
import dev.steward.trust.CredentialsFolder;
import dev.steward.trust.Tls;
import java.nio.file.Path;
import java.time.Instant;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * Mutual TLS at the port for inference: a client that isn't one of Steward's gateways is refused in
 * the handshake, before any byte of a request is read.
 *
 * <p>Credentials that change are for connections made from then on; open ones go on.
 */
final class GatewaysAlone implements AutoCloseable {

  private final SslContextFactory.Server contexts;
  private final CredentialsFolder folder;

  private GatewaysAlone(SslContextFactory.Server contexts, CredentialsFolder folder) {
    this.contexts = contexts;
    this.folder = folder;
  }

  /**
   * Proves itself by the credentials of {@code folder}, whichever they are at the time.
   *
   * @throws dev.steward.trust.CredentialsException if there are none now
   */
  static GatewaysAlone by(Path folder) {
    var contexts = new SslContextFactory.Server();
    contexts.setNeedClientAuth(true);
    contexts.setIncludeProtocols(Tls.PROTOCOL);
    // What is in use is given as a whole; nothing of it is to be guessed from the environment.
    contexts.setEndpointIdentificationAlgorithm(null);
    return new GatewaysAlone(
        contexts,
        CredentialsFolder.follow(
            folder, CredentialsFolder.PERIOD, credentials -> use(contexts, credentials)));
  }

  private static void use(SslContextFactory.Server contexts, Credentials credentials) {
    try {
      contexts.reload(it -> it.setSslContext(Tls.server(credentials, PeerName.GATEWAYS)));
    } catch (Exception e) {
      throw new IllegalStateException("a context that is made can be used", e);
    }
  }

  /** The factories of a connector that speaks {@code protocol} within TLS. */
  ConnectionFactory[] before(ConnectionFactory protocol) {
    var secured = new SslConnectionFactory(contexts, protocol.getProtocol());
    // It would compare the Host, by which a client calls the service, with the pod's certificate.
    secured.setEnsureSecureRequestCustomizer(false);
    return new ConnectionFactory[] {secured, protocol};
  }

  /** When the certificate ends that is shown now. */
  Instant end() {
    return folder.current().end();
  }

  @Override
  public void close() {
    folder.close();
  }
}
