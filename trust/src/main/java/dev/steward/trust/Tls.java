package dev.steward.trust;

import dev.steward.core.serving.PeerName;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Contexts for mutual TLS. Both sides are Steward's own and of one time, so {@link #PROTOCOL} is
 * all they speak; whoever makes engines of a context limits them to it.
 */
public final class Tls {

  /** The one version that is spoken. */
  public static final String PROTOCOL = "TLSv1.3";

  private static final char[] NO_PASSWORD = {};

  private Tls() {}

  /** For one that calls servers of the same CA and checks their host names. */
  public static SSLContext client(Credentials credentials) {
    return context(credentials, signedBy(credentials));
  }

  /** For one that answers clients who prove {@code admitted}, and no others. */
  public static SSLContext server(Credentials credentials, PeerName admitted) {
    return context(credentials, new AdmittedClient(signedBy(credentials), admitted));
  }

  /**
   * As {@link #server(Credentials, PeerName)}, for a server whose context stays the same while its
   * credentials change.
   *
   * @param current asked at each handshake; all it ever gives are of one CA
   * @param authority that CA's certificate
   */
  public static SSLContext server(
      Supplier<Credentials> current, X509Certificate authority, PeerName admitted) {
    return context(
        new KeyManager[] {new CurrentKey(current)},
        new AdmittedClient(signedBy(authority), admitted));
  }

  private static SSLContext context(Credentials credentials, TrustManager trust) {
    return context(keys(credentials), trust);
  }

  private static SSLContext context(KeyManager[] keys, TrustManager trust) {
    try {
      var context = SSLContext.getInstance(PROTOCOL);
      context.init(keys, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java can't do " + PROTOCOL, e);
    }
  }

  private static KeyManager[] keys(Credentials credentials) {
    try {
      var store = emptyStore();
      store.setKeyEntry(
          "own", credentials.key(), NO_PASSWORD, new Certificate[] {credentials.certificate()});
      var factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store, NO_PASSWORD);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java can't keep keys", e);
    }
  }

  private static X509ExtendedTrustManager signedBy(Credentials credentials) {
    return signedBy(credentials.authority());
  }

  private static X509ExtendedTrustManager signedBy(X509Certificate authority) {
    try {
      var store = emptyStore();
      store.setCertificateEntry("authority", authority);
      var factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      return Stream.of(factory.getTrustManagers())
          .filter(X509ExtendedTrustManager.class::isInstance)
          .map(X509ExtendedTrustManager.class::cast)
          .findFirst()
          .orElseThrow();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java can't check certificates", e);
    }
  }

  /**
   * A store that lives and ends in memory. Java's usual kind, PKCS #12, would encrypt a key by
   * 10,000 rounds of hashing, and decrypt it by as many: a tenth of a runtime's start.
   */
  private static KeyStore emptyStore() throws GeneralSecurityException {
    var store = KeyStore.getInstance("JKS");
    try {
      store.load(null, NO_PASSWORD);
    } catch (IOException e) {
      throw new IllegalStateException("an empty store is read from nowhere", e);
    }
    return store;
  }
}
