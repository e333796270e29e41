package dev.steward.trust;

import dev.steward.core.check.Checked;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;

/**
 * What one party proves itself by. Only {@link #parse} and the CA make it, so the key always
 * belongs to the certificate, and the certificate is signed by the authority.
 */
public final class Credentials {

  private final PrivateKey key;
  private final X509Certificate certificate;
  private final X509Certificate authority;

  private Credentials(PrivateKey key, X509Certificate certificate, X509Certificate authority) {
    this.key = key;
    this.certificate = certificate;
    this.authority = authority;
  }

  /**
   * Credentials of their parts.
   *
   * @throws GeneralSecurityException if the parts don't belong together; the message says which
   */
  public static Credentials of(
      PrivateKey key, X509Certificate certificate, X509Certificate authority)
      throws GeneralSecurityException {
    certificate.verify(authority.getPublicKey());
    if (!belongTogether(key, certificate.getPublicKey())) {
      throw new GeneralSecurityException("the key isn't the certificate's");
    }
    return new Credentials(key, certificate, authority);
  }

  /** Credentials of their texts, in PEM, as {@code tls.key}, {@code tls.crt} and {@code ca.crt}. */
  public static Checked<Credentials> parse(String key, String certificate, String authority) {
    try {
      return Checked.valid(
          of(Pem.privateKey(key), Pem.certificate(certificate), Pem.certificate(authority)));
    } catch (GeneralSecurityException e) {
      return Checked.invalid(
          "tls.crt, tls.key, ca.crt",
          "they are no credentials (" + e.getMessage() + ")",
          "let the operator write them: delete what is there");
    }
  }

  private static boolean belongTogether(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    var said = new byte[] {1};
    var signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(key);
    signer.update(said);
    var signature = signer.sign();
    signer.initVerify(certified);
    signer.update(said);
    return signer.verify(signature);
  }

  /** The secret part. */
  public PrivateKey key() {
    return key;
  }

  /** What is shown to the other side. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Whose certificates are believed. */
  public X509Certificate authority() {
    return authority;
  }

  /** Names no key. */
  @Override
  public String toString() {
    return "credentials " + certificate.getSerialNumber().toString(16);
  }
}
