package dev.steward.trust;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedTrustManager;

/** Believes the authorities that are trusted when a client connects. */
final class CurrentTrust implements Supplier<X509ExtendedTrustManager> {

  private final Supplier<Credentials> current;
  private volatile Made last;

  /** Making one costs more than a handshake, and authorities change once in years. */
  private record Made(List<X509Certificate> trusted, X509ExtendedTrustManager manager) {

    static Made of(List<X509Certificate> trusted) {
      return new Made(trusted, Tls.signedBy(trusted));
    }
  }

  CurrentTrust(Supplier<Credentials> current) {
    this.current = current;
    this.last = Made.of(current.get().trusted());
  }

  @Override
  public X509ExtendedTrustManager get() {
    var trusted = current.get().trusted();
    var known = last;
    if (!known.trusted().equals(trusted)) {
      known = Made.of(trusted);
      last = known;
    }
    return known.manager();
  }
}
