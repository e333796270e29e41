package dev.steward.trust;

import dev.steward.core.serving.PeerName;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSessionContext;
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

  /**
   * For so long a session is taken up again without a look at certificates; Java's usual day would
   * outlive them.
   */
  private static final Duration RESUMED = Duration.ofHours(1);

  private static final char[] NO_PASSWORD = {};

  private Tls() {}

  /** For one that calls servers of the same CA and checks their host names. */
  public static SSLContext client(Credentials credentials) {
    return context(credentials, signedBy(credentials.trusted()));
  }

  /** For one that answers clients who prove {@code admitted}, and no others. */
  public static SSLContext server(Credentials credentials, PeerName admitted) {
    var signed = signedBy(credentials.trusted());
    return context(credentials, new AdmittedClient(() -> signed, admitted));
  }

  /**
   * As {@link #server(Credentials, PeerName)}, for a server whose context stays the same while its
   * credentials change.
   *
   * @param current asked at each handshake
   */
  public static SSLContext server(Supplier<Credentials> current, PeerName admitted) {
    return context(
        new KeyManager[] {new CurrentKey(current)},
        new AdmittedClient(new CurrentTrust(current), admitted));
  }

  private static SSLContext context(Credentials credentials, TrustManager trust) {
    return context(keys(credentials), trust);
  }

  private static SSLContext context(KeyManager[] keys, TrustManager trust) {
    try {
      var context = SSLContext.getInstance(PROTOCOL);
      context.init(keys, new TrustManager[] {trust}, null);
      remember(context.getServerSessionContext());
      remember(context.getClientSessionContext());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java can't do " + PROTOCOL, e);
    }
  }

  private static void remember(SSLSessionContext sessions) {
    sessions.setSessionTimeout((int) RESUMED.toSeconds());
  }

  private static KeyManager[] keys(Credentials credentials) {
    try {
      var store = emptyStore();
      store.setKeyEntry(
          "own",
          credentials.key(),
          NO_PASSWORD,
          credentials.chain().toArray(X509Certificate[]::new));
      var factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store, NO_PASSWORD);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java can't keep keys", e);
    }
  }

  /** Believes what one of these authorities has signed. */
  static X509ExtendedTrustManager signedBy(List<X509Certificate> authorities) {
    try {
      var store = emptyStore();
      for (var authority : authorities) {
        store.setCertificateEntry("authority-" + store.size(), authority);
      }
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
