package dev.steward.store.sign;

import dev.steward.core.model.Signer;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whose key a certificate certifies (RFC 5280).
 *
 * <p>A bundle has no time that anybody vouches for, so that a chain must have been valid when the
 * signing certificate began to be: signatures outlive their certificates, as they do for {@code
 * model_signing}. Nobody is asked whether a certificate was revoked.
 */
final class Certification {

  /** Authorities between a signer and one that is trusted. */
  private static final int MOST_BETWEEN = 4;

  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
  private static final int EMAIL = 1;
  private static final int DNS = 2;
  private static final int URI = 6;

  private Certification() {}

  /** The key of the signer, who has the first certificate. */
  static PublicKey key(List<X509Certificate> chain, Signer.Certified signer)
      throws UnsignedException {
    if (chain.isEmpty()) {
      throw new UnsignedException(
          "the bundle has no certificate", "sign the model with model_signing sign certificate");
    }
    var own = chain.getFirst();
    mustBeCertified(chain, signer.authorities());
    if (!isForSigning(own)) {
      throw new UnsignedException(
          "the certificate of %s isn't for signing".formatted(subject(own)),
          "use one with the key usage digitalSignature, or the extended one codeSigning");
    }
    var names = names(own);
    if (!names.contains(signer.identity())) {
      throw new UnsignedException(
          "it is signed by %s, not by %s".formatted(told(names), signer.identity()),
          "if that is whom you trust, write it into spec.model.signature.identity; if not, don't"
              + " trust the place");
    }
    return own.getPublicKey();
  }

  private static void mustBeCertified(
      List<X509Certificate> chain, List<X509Certificate> authorities) throws UnsignedException {
    var own = chain.getFirst();
    try {
      var wanted = new X509CertSelector();
      wanted.setCertificate(own);
      var parameters =
          new PKIXBuilderParameters(
              authorities.stream()
                  .map(trusted -> new TrustAnchor(trusted, null))
                  .collect(Collectors.toSet()),
              wanted);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(own.getNotBefore());
      parameters.setMaxPathLength(MOST_BETWEEN);
      CertPathBuilder.getInstance("PKIX").build(parameters);
    } catch (CertPathBuilderException e) {
      throw new UnsignedException(
          "the certificate of %s isn't from spec.model.signature.certificateAuthority"
              .formatted(subject(own)),
          "sign the model with one that is, and its chain; if that was done, don't trust the place");
    } catch (GeneralSecurityException e) {
      throw UnsignedException.unreadable("its certificates can't be used: " + e.getMessage());
    }
  }

  private static boolean isForSigning(X509Certificate certificate) throws UnsignedException {
    var usage = certificate.getKeyUsage();
    if (usage != null && usage[0]) {
      return true;
    }
    try {
      var extended = certificate.getExtendedKeyUsage();
      return extended != null && extended.contains(CODE_SIGNING);
    } catch (CertificateParsingException e) {
      throw UnsignedException.unreadable("its certificate can't be used: " + e.getMessage());
    }
  }

  /** The names of a certificate by which someone may be known. */
  private static List<String> names(X509Certificate certificate) throws UnsignedException {
    Collection<List<?>> alternatives;
    try {
      alternatives =
          Optional.ofNullable(certificate.getSubjectAlternativeNames()).orElse(List.of());
    } catch (CertificateParsingException e) {
      throw UnsignedException.unreadable("its certificate can't be used: " + e.getMessage());
    }
    if (alternatives.isEmpty()) {
      return List.of(subject(certificate));
    }
    return alternatives.stream()
        .filter(name -> List.of(EMAIL, DNS, URI).contains(name.getFirst()))
        .map(name -> String.valueOf(name.getLast()))
        .toList();
  }

  private static String subject(X509Certificate certificate) {
    var name = certificate.getSubjectX500Principal().getName();
    return name.isEmpty() ? "someone without a name" : name;
  }

  private static String told(List<String> names) {
    return names.isEmpty() ? "someone without a name" : String.join(", ", names);
  }
}
