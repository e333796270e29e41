package dev.steward.store;

import dev.steward.core.error.LoadException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Who may have certified a server that models come from: whom the system trusts, and besides whom a
 * Secret names, which is how registries and stores with an authority of their own are reached.
 */
final class Authorities {

  /** The key with certificates in PEM, as cert-manager and Kubernetes call it. */
  static final String KEY = "ca.crt";

  private final X509TrustManager trust;

  private Authorities(X509TrustManager trust) {
    this.trust = trust;
  }

  /**
   * The system's, and those of a Secret.
   *
   * @param pem one certificate or several
   * @throws LoadException when it holds none
   */
  static Authorities besidesTheSystems(String pem) throws LoadException {
    var own = certificates(pem);
    try {
      var all = new ArrayList<Certificate>(List.of(trusting(null).getAcceptedIssuers()));
      all.addAll(own);
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < all.size(); i++) {
        store.setCertificateEntry(String.valueOf(i), all.get(i));
      }
      return new Authorities(trusting(store));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java can't do TLS", e);
    }
  }

  private static Collection<? extends Certificate> certificates(String pem) throws LoadException {
    try {
      var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
      var found = CertificateFactory.getInstance("X.509").generateCertificates(bytes);
      if (!found.isEmpty()) {
        return found;
      }
    } catch (CertificateException _) {
      // What can't be read is told as what isn't there.
    }
    throw Failed.secret(
        "its key %s holds no certificates".formatted(KEY),
        "store those of the server's authority, in PEM");
  }

  /**
   * @param store null: the system's
   */
  private static X509TrustManager trusting(@Nullable KeyStore store)
      throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /** What decides about a server's certificate. */
  X509TrustManager trust() {
    return trust;
  }

  /** Connections to servers that it trusts. */
  SSLContext context() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java can't do TLS", e);
    }
  }
}
