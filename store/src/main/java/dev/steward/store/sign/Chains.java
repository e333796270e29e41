package dev.steward.store.sign;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether an authority of a trusted root has certified somebody at a time (RFC 5280). */
final class Chains {

  private Chains() {}

  /** Who issued the certificate, if these authorities have, and all was valid at that time. */
  static Optional<X509Certificate> issuer(
      X509Certificate own, List<TrustedRoot.Authority> authorities, Instant time) {
    return authorities.stream()
        .filter(authority -> authority.validity().has(time))
        .flatMap(authority -> below(own, authority.chain(), time).stream())
        .findFirst();
  }

  private static Optional<X509Certificate> below(
      X509Certificate own, List<X509Certificate> trusted, Instant time) {
    try {
      var wanted = new X509CertSelector();
      wanted.setCertificate(own);
      var root = trusted.getLast();
      var parameters = new PKIXBuilderParameters(Set.of(new TrustAnchor(root, null)), wanted);
      parameters.addCertStore(
          CertStore.getInstance(
              "Collection", new CollectionCertStoreParameters(withOwn(own, trusted))));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(time));
      root.checkValidity(Date.from(time));
      var built = (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
      var path = built.getCertPath().getCertificates();
      return Optional.of(path.size() > 1 ? (X509Certificate) path.get(1) : root);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // By nobody of these, or a time that no certificate has.
      return Optional.empty();
    }
  }

  private static List<X509Certificate> withOwn(X509Certificate own, List<X509Certificate> trusted) {
    var all = new ArrayList<>(trusted);
    all.add(own);
    return all;
  }
}
