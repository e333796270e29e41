package dev.steward.trust;

import dev.steward.core.check.Checked;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What one party proves itself by. Only {@link #parse} and the CA make it, so the key always
 * belongs to the certificate, and the certificate leads to an authority that is trusted.
 */
public final class Credentials {

  private final PrivateKey key;
  private final List<X509Certificate> chain;
  private final List<X509Certificate> trusted;

  private Credentials(PrivateKey key, List<X509Certificate> chain, List<X509Certificate> trusted) {
    this.key = key;
    this.chain = List.copyOf(chain);
    this.trusted = List.copyOf(trusted);
  }

  /**
   * Credentials of their parts.
   *
   * @param chain the certificate, then each signer's up to one that a trusted authority has signed
   * @param trusted authorities whose certificates are believed
   * @throws GeneralSecurityException if the parts don't belong together; the message says which
   */
  public static Credentials of(
      PrivateKey key, List<X509Certificate> chain, List<X509Certificate> trusted)
      throws GeneralSecurityException {
    for (var i = 1; i < chain.size(); i++) {
      chain.get(i - 1).verify(chain.get(i).getPublicKey());
    }
    if (trusted.stream().noneMatch(authority -> isSignedBy(chain.getLast(), authority))) {
      throw new GeneralSecurityException("no trusted authority has signed the certificate");
    }
    if (!belongTogether(key, chain.getFirst().getPublicKey())) {
      throw new GeneralSecurityException("the key isn't the certificate's");
    }
    return new Credentials(key, chain, trusted);
  }

  /** Credentials of their texts, in PEM, as {@code tls.key}, {@code tls.crt} and {@code ca.crt}. */
  public static Checked<Credentials> parse(String key, String certificate, String authority) {
    try {
      return Checked.valid(
          of(Pem.privateKey(key), Pem.certificates(certificate), Pem.certificates(authority)));
    } catch (GeneralSecurityException e) {
      return Checked.invalid(
          "tls.crt, tls.key, ca.crt",
          "they are no credentials (" + e.getMessage() + ")",
          "let the operator write them: delete what is there");
    }
  }

  private static boolean isSignedBy(X509Certificate certificate, X509Certificate authority) {
    try {
      certificate.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException another) {
      return false;
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

  /** What is shown to the other side: the certificate, and those between it and an authority. */
  public List<X509Certificate> chain() {
    return chain;
  }

  /** The certificate that proves the name. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** Whose certificates are believed: more than one while a CA is followed by another. */
  public List<X509Certificate> trusted() {
    return trusted;
  }

  /** When the certificate ends. */
  public Instant end() {
    return certificate().getNotAfter().toInstant();
  }

  /**
   * Whether somebody should have renewed them by now: less than a third of the certificate's time
   * is left, and renewal comes at half of it.
   */
  public boolean overdue(Instant now) {
    var time = Duration.between(certificate().getNotBefore().toInstant(), end());
    return Duration.between(now, end()).compareTo(time.dividedBy(3)) < 0;
  }

  /** Names no key. */
  @Override
  public String toString() {
    return "credentials " + certificate().getSerialNumber().toString(16);
  }
}
