package dev.steward.trust;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A server's key and certificate as they are when a client connects, for servers whose context
 * can't be exchanged while they run.
 */
@SuppressWarnings("NullAway") // Java's own interface answers null for "none"
final class CurrentKey extends X509ExtendedKeyManager {

  private final Supplier<Credentials> current;

  /** Those of the handshakes under way: key and certificate are asked for one after the other. */
  private volatile @Nullable Credentials last;

  private volatile @Nullable Credentials previous;

  CurrentKey(Supplier<Credentials> current) {
    this.current = current;
  }

  private static String alias(Credentials credentials) {
    return credentials.certificate().getSerialNumber().toString();
  }

  private @Nullable Credentials known(String alias) {
    for (var credentials : new Credentials[] {last, previous}) {
      if (credentials != null && alias(credentials).equals(alias)) {
        return credentials;
      }
    }
    return null;
  }

  private synchronized String chosen() {
    var now = current.get();
    if (last != now) {
      previous = last;
      last = now;
    }
    return alias(now);
  }

  @Override
  public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
    return type.equals("EC") ? chosen() : null;
  }

  @Override
  public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
    return type.equals("EC") ? chosen() : null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    var credentials = known(alias);
    return credentials == null ? null : credentials.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    var credentials = known(alias);
    return credentials == null ? null : credentials.key();
  }

  @Override
  public String[] getServerAliases(String type, Principal[] issuers) {
    return new String[] {chosen()};
  }

  @Override
  public String[] getClientAliases(String type, Principal[] issuers) {
    return null;
  }

  @Override
  public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
    return null;
  }
}
