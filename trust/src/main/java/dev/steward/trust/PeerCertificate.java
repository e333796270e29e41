package dev.steward.trust;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Until when the other side of an open connection has proved who it is. TLS looks at certificates
 * in the handshake alone: a connection that is kept would outlive them, and a session that is taken
 * up again, too.
 */
public final class PeerCertificate {

  private PeerCertificate() {}

  /** When the other side's certificate ends; empty if it has shown none. */
  public static Optional<Instant> end(SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate shown
          ? Optional.of(shown.getNotAfter().toInstant())
          : Optional.empty();
    } catch (SSLPeerUnverifiedException none) {
      return Optional.empty();
    }
  }
}
